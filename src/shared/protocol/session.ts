import { z } from 'zod'
import { entryIdSchema, instantMsSchema, sessionIdSchema, upToSchema, userIdSchema } from '../model/ids.ts'
import { sessionSchema } from '../model/session.ts'
import { hasVisibleText } from '../model/text/visibleText.ts'
import { acknowledgement, placeAckSchema } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** Sessions that are new to the receiver or changed (participants, patient, state), whole; and those that it may no longer see. */
const sessionsChangedSchema = z.object({
  items: z.array(sessionSchema),
  removed: z.array(sessionIdSchema),
})
export type SessionsChanged = z.infer<typeof sessionsChangedSchema>

/** Every change of a session has an id, made by the principal: the id of the entry that records it, the same on every retry. */
const changeShape = { id: entryIdSchema, sessionId: sessionIdSchema }
const reasonSchema = z.string().max(limits.reasonLength).refine(hasVisibleText, 'the reason is empty')

/** The principal takes the session on. */
const sessionClaimSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
/** Another clinician takes the session on, and whoever had it leaves. */
const sessionTransferSchema = z.object({ ...changeShape, to: userIdSchema, reason: reasonSchema })
/** Asks support to look at the session. */
const sessionEscalateSchema = z.object({ ...changeShape, reason: reasonSchema })
/** The principal, who may look on, becomes a participant that the others see. */
const sessionJoinSchema = z.object(changeShape)
const sessionLeaveSchema = z.object(changeShape)
export const sessionCloseSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
const sessionReopenSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
/** Moves the expiry later; a session that has expired is open again. */
const sessionExtendSchema = z.object({
  ...changeShape,
  until: instantMsSchema,
  reason: reasonSchema.optional(),
})
const sessionDisputeSchema = z.object({ ...changeShape, reason: reasonSchema })
/** The reason is the outcome. */
const sessionResolveDisputeSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })

/**
 * Puts a session off until a time, or, with null, marks it as needing no answer; `upTo` is the place of the newest care entry that the principal
 * has. Without `later`, what was put off is taken up again.
 */
const laterPutSchema = z.object({ until: instantMsSchema.nullable(), reason: reasonSchema, upTo: upToSchema })
export type LaterPut = z.infer<typeof laterPutSchema>
const sessionLaterSchema = z.object({ ...changeShape, later: laterPutSchema.nullable() })

/** Asks for the unread messages in these of the principal's sessions, or in all of them. */
const unreadCountSchema = z.object({
  sessionIds: z.array(sessionIdSchema).max(limits.cursorsPerRequest).optional(),
})
/** Messages of others that the principal has not read; `staff` is missing where that thread is not the principal's. */
const unreadCountAckSchema = acknowledgement({
  items: z.array(z.object({ sessionId: sessionIdSchema, care: z.int().min(0), staff: z.int().min(0).optional() })),
})

export const sessionUp = {
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
  'session:later': { payload: sessionLaterSchema, ack: placeAckSchema },
  'unread:count': { payload: unreadCountSchema, ack: unreadCountAckSchema },
} as const

export const sessionDown = {
  'sessions:changed': sessionsChangedSchema,
} as const
