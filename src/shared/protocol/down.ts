import type { z } from 'zod'
import { authExpiringSchema, serverShutdownSchema } from './auth.ts'
import {
  callAcceptedSchema,
  callEndedSchema,
  callIncomingSchema,
  callMissedSchema,
  callQualityIssueSchema,
  callRejectedSchema,
  callSignalDownSchema,
} from './call.ts'
import { logEntriesSchema } from './message.ts'
import { notificationNewSchema, notificationWasReadSchema } from './notification.ts'
import { presenceChangedSchema } from './presence.ts'
import { sessionsChangedSchema } from './session.ts'
import { typingSchema } from './typing.ts'
import { watermarksSchema } from './watermark.ts'

/** Relay to console: every event with its payload. Events with `items` are gathered per connection and tick into one frame. */
export const down = {
  'log:entries': logEntriesSchema,
  watermarks: watermarksSchema,
  'sessions:changed': sessionsChangedSchema,
  typing: typingSchema,
  presence: presenceChangedSchema,
  'call:incoming': callIncomingSchema,
  'call:accepted': callAcceptedSchema,
  'call:rejected': callRejectedSchema,
  'call:ended': callEndedSchema,
  'call:missed': callMissedSchema,
  'call:signal': callSignalDownSchema,
  'call:qualityIssue': callQualityIssueSchema,
  'notification:new': notificationNewSchema,
  'notification:read': notificationWasReadSchema,
  'auth:expiring': authExpiringSchema,
  'server:shutdown': serverShutdownSchema,
} as const

export type DownEvent = keyof typeof down
export type DownPayload<E extends DownEvent> = z.output<(typeof down)[E]>
