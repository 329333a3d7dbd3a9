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
import { fitsSignal, limits } from './limits.ts'

/** Calls a participant of a session in which the principal takes part. The same id again gets the same answer. */
const callInitiateSchema = z.object({
  callId: callIdSchema,
  sessionId: sessionIdSchema,
  recipientId: userIdSchema,
  callType: callTypeSchema,
})
/** The call as it now is, and where its media finds its way. */
const callAnsweredAckSchema = acknowledgement({ call: callSchema, iceServers: z.array(iceServerSchema) })

/** The first device of the callee that accepts has the call; every other is refused. */
const callAcceptSchema = z.object({ callId: callIdSchema })

export const callReasonSchema = z.string().max(limits.callReasonLength)
const callRejectSchema = z.object({ callId: callIdSchema, reason: callReasonSchema.optional() })
const callRejectAckSchema = acknowledgement({})

/** Hangs up; before an answer, the caller gives up and the callee declines. The duration is the relay's, from the answer on. */
const callEndRequestSchema = z.object({ callId: callIdSchema })
const callEndAckSchema = acknowledgement({ durationMs: z.int().min(0) })

/** Any JSON of at most `limits.signalBytes`; the relay passes it on and does not look into it. */
export const callSignalDataSchema = z
  .unknown()
  .refine(fitsSignal, `a signal is JSON of at most ${limits.signalBytes} bytes`)

/** For the other party's device: the offer, the answer, or a candidate. What comes before the answer is held for who accepts. */
const callSignalSchema = z.object({
  callId: callIdSchema,
  signalType: signalTypeSchema,
  signal: callSignalDataSchema,
})
const callSignalAckSchema = acknowledgement({})

const callQualityRequestSchema = z.object({ callId: callIdSchema, quality: callQualitySchema })
const callQualityAckSchema = acknowledgement({ issues: z.array(callIssueSchema) })

/** Fresh credentials for a call that outlives its first ones. */
const callIceSchema = z.object({ callId: callIdSchema })
const callIceAckSchema = acknowledgement({ iceServers: z.array(iceServerSchema) })

const eventShape = { callId: callIdSchema, sessionId: sessionIdSchema, at: instantMsSchema }

/** To every device of the callee, those that connect while it rings included. */
const callIncomingSchema = callSchema.extend({ callerName: z.string() })
/** To the caller's device; and with `elsewhere` to the callee's other devices, which stop ringing. */
const callAcceptedSchema = z.object({ ...eventShape, acceptedBy: userIdSchema, elsewhere: z.boolean() })
/** To the caller's device, and to the callee's other devices. */
const callRejectedSchema = z.object({ ...eventShape, rejectedBy: userIdSchema, reason: z.string().optional() })
/** To every other device that rang or was in the call. */
const callEndedSchema = z.object({
  ...eventShape,
  endedBy: userIdSchema.optional(),
  reason: callEndSchema,
  durationMs: z.int().min(0),
})
/** To the caller's device and to all of the callee's: nobody answered in time. */
const callMissedSchema = z.object({ ...eventShape, callerId: userIdSchema })
const callSignalDownSchema = z.object({
  callId: callIdSchema,
  senderId: userIdSchema,
  signalType: signalTypeSchema,
  /** The sender's own word for the type, where its protocol has several. */
  spelling: z.string().optional(),
  signal: z.unknown(),
})
/** To both parties' devices, when what is wrong with one side has changed; `issues` is empty when it is well again. */
const callQualityIssueSchema = z.object({
  ...eventShape,
  userId: userIdSchema,
  issues: z.array(callIssueSchema),
})

export const callUp = {
  'call:initiate': { payload: callInitiateSchema, ack: callAnsweredAckSchema },
  'call:accept': { payload: callAcceptSchema, ack: callAnsweredAckSchema },
  'call:reject': { payload: callRejectSchema, ack: callRejectAckSchema },
  'call:end': { payload: callEndRequestSchema, ack: callEndAckSchema },
  'call:signal': { payload: callSignalSchema, ack: callSignalAckSchema },
  'call:quality': { payload: callQualityRequestSchema, ack: callQualityAckSchema },
  'call:ice': { payload: callIceSchema, ack: callIceAckSchema },
} as const

export const callDown = {
  'call:incoming': callIncomingSchema,
  'call:accepted': callAcceptedSchema,
  'call:rejected': callRejectedSchema,
  'call:ended': callEndedSchema,
  'call:missed': callMissedSchema,
  'call:signal': callSignalDownSchema,
  'call:qualityIssue': callQualityIssueSchema,
} as const
