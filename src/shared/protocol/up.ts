import type { z } from 'zod'
import { authRefreshAckSchema, authRefreshSchema } from './auth.ts'
import {
  callAcceptSchema,
  callAnsweredAckSchema,
  callEndAckSchema,
  callEndRequestSchema,
  callIceAckSchema,
  callIceSchema,
  callInitiateSchema,
  callQualityAckSchema,
  callQualityRequestSchema,
  callRejectAckSchema,
  callRejectSchema,
  callSignalAckSchema,
  callSignalSchema,
} from './call.ts'
import {
  messageEditSchema,
  messageReactSchema,
  messageRedactSchema,
  messageSendSchema,
  placeAckSchema,
} from './message.ts'
import {
  notificationListAckSchema,
  notificationListSchema,
  notificationReadAckSchema,
  notificationReadAllAckSchema,
  notificationReadAllSchema,
  notificationReadSchema,
  notificationTopicsAckSchema,
  notificationTopicsSchema,
} from './notification.ts'
import { presenceSetAckSchema, presenceSetSchema, presenceWatchAckSchema, presenceWatchSchema } from './presence.ts'
import {
  sessionClaimSchema,
  sessionCloseSchema,
  sessionDisputeSchema,
  sessionEscalateSchema,
  sessionExtendSchema,
  sessionJoinSchema,
  sessionLeaveSchema,
  sessionReopenSchema,
  sessionResolveDisputeSchema,
  sessionTransferSchema,
  unreadCountAckSchema,
  unreadCountSchema,
} from './session.ts'
import { syncPullAckSchema, syncPullSchema } from './sync.ts'
import { typingSetAckSchema, typingSetSchema } from './typing.ts'
import { watermarkAdvanceAckSchema, watermarkAdvanceSchema } from './watermark.ts'

/** Console to relay: every request with its payload and its acknowledgement. */
export const up = {
  'sync:pull': { payload: syncPullSchema, ack: syncPullAckSchema },
  'message:send': { payload: messageSendSchema, ack: placeAckSchema },
  'message:edit': { payload: messageEditSchema, ack: placeAckSchema },
  'message:redact': { payload: messageRedactSchema, ack: placeAckSchema },
  'message:react': { payload: messageReactSchema, ack: placeAckSchema },
  'session:claim': { payload: sessionClaimSchema, ack: placeAckSchema },
  'session:transfer': { payload: sessionTransferSchema, ack: placeAckSchema },
  'session:escalate': { payload: sessionEscalateSchema, ack: placeAckSchema },
  'session:join': { payload: sessionJoinSchema, ack: placeAckSchema },
  'session:leave': { payload: sessionLeaveSchema, ack: placeAckSchema },
  'session:close': { payload: sessionCloseSchema, ack: placeAckSchema },
  'session:reopen': { payload: sessionReopenSchema, ack: placeAckSchema },
  'session:extend': { payload: sessionExtendSchema, ack: placeAckSchema },
  'session:dispute': { payload: sessionDisputeSchema, ack: placeAckSchema },
  'session:resolveDispute': { payload: sessionResolveDisputeSchema, ack: placeAckSchema },
  'unread:count': { payload: unreadCountSchema, ack: unreadCountAckSchema },
  'watermark:advance': { payload: watermarkAdvanceSchema, ack: watermarkAdvanceAckSchema },
  'typing:set': { payload: typingSetSchema, ack: typingSetAckSchema },
  'presence:set': { payload: presenceSetSchema, ack: presenceSetAckSchema },
  'presence:watch': { payload: presenceWatchSchema, ack: presenceWatchAckSchema },
  'call:initiate': { payload: callInitiateSchema, ack: callAnsweredAckSchema },
  'call:accept': { payload: callAcceptSchema, ack: callAnsweredAckSchema },
  'call:reject': { payload: callRejectSchema, ack: callRejectAckSchema },
  'call:end': { payload: callEndRequestSchema, ack: callEndAckSchema },
  'call:signal': { payload: callSignalSchema, ack: callSignalAckSchema },
  'call:quality': { payload: callQualityRequestSchema, ack: callQualityAckSchema },
  'call:ice': { payload: callIceSchema, ack: callIceAckSchema },
  'notification:list': { payload: notificationListSchema, ack: notificationListAckSchema },
  'notification:read': { payload: notificationReadSchema, ack: notificationReadAckSchema },
  'notification:readAll': { payload: notificationReadAllSchema, ack: notificationReadAllAckSchema },
  'notification:subscribe': { payload: notificationTopicsSchema, ack: notificationTopicsAckSchema },
  'notification:unsubscribe': { payload: notificationTopicsSchema, ack: notificationTopicsAckSchema },
  'auth:refresh': { payload: authRefreshSchema, ack: authRefreshAckSchema },
} as const

export type UpEvent = keyof typeof up
export type UpPayload<E extends UpEvent> = z.input<(typeof up)[E]['payload']>
export type UpRequest<E extends UpEvent> = z.output<(typeof up)[E]['payload']>
export type UpAck<E extends UpEvent> = z.output<(typeof up)[E]['ack']>
export type UpAnswer<E extends UpEvent> = Extract<UpAck<E>, { success: true }>
