import type { z } from 'zod'
import { authRefreshAckSchema, authRefreshSchema } from './auth.ts'
import { messageSendAckSchema, messageSendSchema } from './message.ts'
import { presenceSetAckSchema, presenceSetSchema } from './presence.ts'
import { syncPullAckSchema, syncPullSchema } from './sync.ts'
import { typingSetAckSchema, typingSetSchema } from './typing.ts'
import { watermarkAdvanceAckSchema, watermarkAdvanceSchema } from './watermark.ts'

/** Console to relay: every request with its payload and its acknowledgement. */
export const up = {
  'sync:pull': { payload: syncPullSchema, ack: syncPullAckSchema },
  'message:send': { payload: messageSendSchema, ack: messageSendAckSchema },
  'watermark:advance': { payload: watermarkAdvanceSchema, ack: watermarkAdvanceAckSchema },
  'typing:set': { payload: typingSetSchema, ack: typingSetAckSchema },
  'presence:set': { payload: presenceSetSchema, ack: presenceSetAckSchema },
  'auth:refresh': { payload: authRefreshSchema, ack: authRefreshAckSchema },
} as const

export type UpEvent = keyof typeof up
export type UpPayload<E extends UpEvent> = z.input<(typeof up)[E]['payload']>
export type UpRequest<E extends UpEvent> = z.output<(typeof up)[E]['payload']>
export type UpAck<E extends UpEvent> = z.output<(typeof up)[E]['ack']>
export type UpAnswer<E extends UpEvent> = Extract<UpAck<E>, { success: true }>
