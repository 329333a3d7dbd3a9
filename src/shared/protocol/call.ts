import { z } from 'zod'
import {
  callEndSchema,
  callIdSchema,
  callIssueSchema,
  callQualitySchema,
  callSchema,
  callTypeSchema,
  iceServerSchema,
  signalTypeSchema,
} from '../model/call.ts'
import { instantMsSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'
import { fitsSignal } from './signalSize.ts'

/** Calls a participant of a session in which the asker takes part. The same id again gets the same answer. */
export const callInitiateSchema = z.object({
  callId: callIdSchema,
  sessionId: sessionIdSchema,
  recipientId: userIdSchema,
  callType: callTypeSchema,
})
/** The call as it now is, and where its media finds its way. */
export const callAnsweredAckSchema = acknowledgement({ call: callSchema, iceServers: z.array(iceServerSchema) })

/** The first device of the callee that accepts has the call; every other is refused. */
export const callAcceptSchema = z.object({ callId: callIdSchema })

export const callReasonSchema = z.string().trim().max(limits.callReasonLength)
export const callRejectSchema = z.object({ callId: callIdSchema, reason: callReasonSchema.optional() })
export const callRejectAckSchema = acknowledgement({})

/** Hangs up; before an answer, the caller gives up and the callee declines. The duration is the relay's, from the answer on. */
export const callEndRequestSchema = z.object({ callId: callIdSchema })
export const callEndAckSchema = acknowledgement({ durationMs: z.int().min(0) })

/** Any JSON of at most `limits.signalBytes`; the relay passes it on and does not look into it. */
export const callSignalDataSchema = z
  .unknown()
  .refine(fitsSignal, `a signal is JSON of at most ${limits.signalBytes} bytes`)

/** For the other party's device: the offer, the answer, or a candidate. What comes before the answer is held for who accepts. */
export const callSignalSchema = z.object({
  callId: callIdSchema,
  signalType: signalTypeSchema,
  signal: callSignalDataSchema,
})
export const callSignalAckSchema = acknowledgement({})

export const callQualityRequestSchema = z.object({ callId: callIdSchema, quality: callQualitySchema })
export const callQualityAckSchema = acknowledgement({ issues: z.array(callIssueSchema) })

/** Fresh credentials for a call that outlives its first ones. */
export const callIceSchema = z.object({ callId: callIdSchema })
export const callIceAckSchema = acknowledgement({ iceServers: z.array(iceServerSchema) })

const eventShape = { callId: callIdSchema, sessionId: sessionIdSchema, at: instantMsSchema }

/** To every device of the callee, those that connect while it rings included. */
export const callIncomingSchema = callSchema.extend({ callerName: z.string() })
/** To the caller's device; and with `elsewhere` to the callee's other devices, which stop ringing. */
export const callAcceptedSchema = z.object({ ...eventShape, acceptedBy: userIdSchema, elsewhere: z.boolean() })
/** To the caller's device, and to the callee's other devices. */
export const callRejectedSchema = z.object({ ...eventShape, rejectedBy: userIdSchema, reason: z.string().optional() })
/** To every other device that rang or was in the call. */
export const callEndedSchema = z.object({
  ...eventShape,
  endedBy: userIdSchema.optional(),
  reason: callEndSchema,
  durationMs: z.int().min(0),
})
/** To the caller's device and to all of the callee's: nobody answered in time. */
export const callMissedSchema = z.object({ ...eventShape, callerId: userIdSchema })
export const callSignalDownSchema = z.object({
  callId: callIdSchema,
  senderId: userIdSchema,
  signalType: signalTypeSchema,
  /** The sender's own word for the type, where its protocol has several. */
  spelling: z.string().optional(),
  signal: z.unknown(),
})
/** To both parties' devices, when what is wrong with one side has changed; `issues` is empty when it is well again. */
export const callQualityIssueSchema = z.object({
  ...eventShape,
  userId: userIdSchema,
  issues: z.array(callIssueSchema),
})
