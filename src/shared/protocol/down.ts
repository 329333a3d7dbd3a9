import type { z } from 'zod'
import { authDown } from './auth.ts'
import { callDown } from './call.ts'
import { messageDown } from './message.ts'
import { notificationDown } from './notification.ts'
import { presenceDown } from './presence.ts'
import { sessionDown } from './session.ts'
import { clinicDown } from './settings/clinic.ts'
import { typingDown } from './typing.ts'
import { watermarkDown } from './watermark.ts'

/** Relay to console: every event with its payload. Events with `items` are gathered per connection and tick into one frame. */
export const down = {
  ...messageDown,
  ...watermarkDown,
  ...sessionDown,
  ...typingDown,
  ...presenceDown,
  ...callDown,
  ...notificationDown,
  ...clinicDown,
  ...authDown,
} as const

export type DownEvent = keyof typeof down
export type DownPayload<E extends DownEvent> = z.output<(typeof down)[E]>
