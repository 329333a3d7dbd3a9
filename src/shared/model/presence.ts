import { z } from 'zod'
import { instantMsSchema, userIdSchema } from './ids.ts'

export const presenceStatusSchema = z.enum(['online', 'away', 'busy', 'offline'])
export type PresenceStatus = z.infer<typeof presenceStatusSchema>

/** A user as others see them, over all their devices. `lastSeenAt` is when the last device left, for those who are offline. */
export const presenceSchema = z.object({
  userId: userIdSchema,
  status: presenceStatusSchema,
  lastSeenAt: instantMsSchema.optional(),
})
export type Presence = z.infer<typeof presenceSchema>
