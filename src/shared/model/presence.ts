import { z } from 'zod'
import { instantMsSchema, userIdSchema } from './ids.ts'

export const presenceStatusSchema = z.enum(['online', 'away', 'busy', 'in_call', 'offline'])
export type PresenceStatus = z.infer<typeof presenceStatusSchema>

/** Longest custom status, in UTF-16 units; it is one line. */
export const customStatusLength = 100
export const customStatusSchema = z
  .string()
  .trim()
  .max(customStatusLength)
  .regex(/^\P{Cc}*$/u, 'a status is one line of text')

/**
 * A user as others see them, over all their devices. `customStatus` is theirs while they are connected; `lastSeenAt` is when
 * the last device left, for those who are offline.
 */
export const presenceSchema = z.object({
  userId: userIdSchema,
  status: presenceStatusSchema,
  customStatus: z.string().optional(),
  lastSeenAt: instantMsSchema.optional(),
})
export type Presence = z.infer<typeof presenceSchema>
