import { z } from 'zod'
import { entryIdSchema, instantMsSchema, sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { sessionSchema } from '../model/session.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/** Sessions that are new to the receiver or changed (participants, patient, state), whole; and those that it may no longer see. */
export const sessionsChangedSchema = z.object({
  items: z.array(sessionSchema),
  removed: z.array(sessionIdSchema),
})
export type SessionsChanged = z.infer<typeof sessionsChangedSchema>

/** Every change of a session has an id, made by the asker: the id of the entry that tells of it, the same on every retry. */
const changeShape = { id: entryIdSchema, sessionId: sessionIdSchema }
const reasonSchema = z.string().trim().min(1).max(limits.reasonLength)

/** The asker takes the session on. */
export const sessionClaimSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
/** Another clinician takes the session on, and whoever had it leaves. */
export const sessionTransferSchema = z.object({ ...changeShape, to: userIdSchema, reason: reasonSchema })
/** Asks support to look at the session. */
export const sessionEscalateSchema = z.object({ ...changeShape, reason: reasonSchema })
/** The asker, who may look on, becomes a participant that the others see. */
export const sessionJoinSchema = z.object(changeShape)
export const sessionLeaveSchema = z.object(changeShape)
export const sessionCloseSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
export const sessionReopenSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })
/** Moves the expiry later; a session that has expired is open again. */
export const sessionExtendSchema = z.object({
  ...changeShape,
  until: instantMsSchema,
  reason: reasonSchema.optional(),
})
export const sessionDisputeSchema = z.object({ ...changeShape, reason: reasonSchema })
/** The reason says what came of it. */
export const sessionResolveDisputeSchema = z.object({ ...changeShape, reason: reasonSchema.optional() })

/** Asks for the unread messages in these of the asker's sessions, or in all of them. */
export const unreadCountSchema = z.object({
  sessionIds: z.array(sessionIdSchema).max(limits.cursorsPerRequest).optional(),
})
/** Messages of others that the asker has not read; `staff` is missing where that thread is not the asker's. */
export const unreadCountAckSchema = acknowledgement({
  items: z.array(z.object({ sessionId: sessionIdSchema, care: z.int().min(0), staff: z.int().min(0).optional() })),
})
