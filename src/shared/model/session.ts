import { z } from 'zod'
import { instantMsSchema, sessionIdSchema, upToSchema, userIdSchema } from './ids.ts'
import { roleSchema } from './role.ts'
import { participantWatermarkSchema } from './watermark.ts'

export const sessionKindSchema = z.enum(['telemedicine', 'chat', 'visit', 'consultation'])
export type SessionKind = z.infer<typeof sessionKindSchema>

/** Who the encounter is about. `birthDate` is a calendar date, YYYY-MM-DD; `mrn` the medical record number. */
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
})
export type Participant = z.infer<typeof participantSchema>

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
  participants: z.array(participantSchema),
  watermarks: z.array(participantWatermarkSchema),
  heads: z.object({ care: upToSchema, staff: upToSchema.optional() }),
})
export type Session = z.infer<typeof sessionSchema>
