import type { z } from 'zod'
import { authUp } from './auth.ts'
import { callUp } from './call.ts'
import { findUp } from './find.ts'
import { messageUp } from './message.ts'
import { notificationUp } from './notification.ts'
import { presenceUp } from './presence.ts'
import { sessionUp } from './session.ts'
import { clinicUp } from './settings/clinic.ts'
import { syncUp } from './sync.ts'
import { typingUp } from './typing.ts'
import { watermarkUp } from './watermark.ts'

/** Console to relay: every request with its payload and its acknowledgement. */
export const up = {
  ...syncUp,
  ...messageUp,
  ...sessionUp,
  ...findUp,
  ...watermarkUp,
  ...typingUp,
  ...presenceUp,
  ...callUp,
  ...notificationUp,
  ...clinicUp,
  ...authUp,
} as const

export type UpEvent = keyof typeof up
export type UpPayload<E extends UpEvent> = z.input<(typeof up)[E]['payload']>
export type UpRequest<E extends UpEvent> = z.output<(typeof up)[E]['payload']>
export type UpAck<E extends UpEvent> = z.output<(typeof up)[E]['ack']>
export type UpAnswer<E extends UpEvent> = Extract<UpAck<E>, { success: true }>
