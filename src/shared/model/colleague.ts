import { z } from 'zod'
import { instantMsSchema, userIdSchema } from './ids.ts'
import { presenceStatusSchema } from './presence.ts'

/** Longest text by which colleagues are looked for, in UTF-16 units. */
export const mostColleagueText = 100

/** Roles of those who can be brought into a session. */
export const colleagueRoleSchema = z.enum(['clinician', 'support'])

/**
 * Somebody of the clinic, as other staff see them. `sessions`: the open ones that are theirs: in which they take part, and which nobody else has
 * claimed. `lastSeenAt`: when their last device left, for who is offline.
 */
export const colleagueSchema = z.object({
  userId: userIdSchema,
  name: z.string(),
  role: colleagueRoleSchema,
  status: presenceStatusSchema,
  lastSeenAt: instantMsSchema.optional(),
  sessions: z.int().min(0),
})
export type Colleague = z.infer<typeof colleagueSchema>
