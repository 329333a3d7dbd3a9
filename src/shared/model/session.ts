import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, upToSchema, userIdSchema } from './ids.ts'
import { laterSchema } from './later.ts'
import { roleSchema } from './role.ts'
import { participantWatermarkSchema } from './watermark.ts'

export const sessionKindSchema = z.enum(['telemedicine', 'chat', 'visit', 'consultation'])
export type SessionKind = z.infer<typeof sessionKindSchema>

/**
 * The patient whom the encounter is about. `birthDate` is a calendar date, YYYY-MM-DD; `mrn` the medical record number.
 */
export const patientSchema = z.object({
  name: z.string().min(1).max(200),
  birthDate: z.iso.date(),
  sex: z.enum(['female', 'male', 'other', 'unknown']),
  mrn: z.string().min(1).max(64),
})
export type Patient = z.infer<typeof patientSchema>

export const participantSchema = z.object({
  userId: userIdSchema,
  name: z.string(),
  role: roleSchema,
  /** For the staff: when this patient last tried to write since the session was closed. Missing where they did not. */
  triedToWriteAt: instantMsSchema.optional(),
})
export type Participant = z.infer<typeof participantSchema>

/**
 * An open dispute: its opener, time and reason. While it lasts, edits and redactions are frozen and support may look on and join.
 */
export const disputeSchema = z.object({ openedBy: userIdSchema, openedAt: instantMsSchema, reason: z.string() })
export type Dispute = z.infer<typeof disputeSchema>

/** A request that support look at a session: its author, time and reason. */
export const escalationSchema = z.object({
  escalatedBy: userIdSchema,
  escalatedAt: instantMsSchema,
  reason: z.string(),
})
export type Escalation = z.infer<typeof escalationSchema>

/**
 * A session as one participant sees it. `heads` is the newest `seq` of each thread that this participant may read (0:
 * empty); a thread that is missing from `heads` is not theirs to see.
 */
export const sessionSchema = z.object({
  id: sessionIdSchema,
  kind: sessionKindSchema,
  active: z.boolean(),
  createdAt: instantMsSchema,
  expiresAt: instantMsSchema.optional(),
  patient: patientSchema.optional(),
  /** The clinician who has taken it on; missing when nobody has. */
  claimedBy: userIdSchema.optional(),
  dispute: disputeSchema.optional(),
  escalation: escalationSchema.optional(),
  /** For the staff: how it was put off last, whether or not that is in force: see `laterInForce`. */
  later: laterSchema.optional(),
  participants: z.array(participantSchema),
  watermarks: z.array(participantWatermarkSchema),
  heads: z.object({ care: upToSchema, staff: upToSchema.optional() }),
})
export type Session = z.infer<typeof sessionSchema>
