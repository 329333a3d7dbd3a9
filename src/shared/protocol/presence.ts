import { z } from 'zod'
import { instantMsSchema, userIdSchema } from '../model/ids.ts'
import { customStatusSchema, presenceSchema } from '../model/presence.ts'
import { acknowledgement } from './acknowledgement.ts'
import { limits } from './limits.ts'

/**
 * Sets the status that the others see while the principal is connected. Never stored. A `customStatus` that is left out stays as
 * it was; null, or an empty one, is none.
 */
const presenceSetSchema = z.object({
  status: z.enum(['online', 'away', 'busy']),
  customStatus: customStatusSchema.nullable().optional(),
})
export type PresenceSet = z.infer<typeof presenceSetSchema>

const presenceSetAckSchema = acknowledgement({})

/**
 * Asks for the presence of these users now, and of every change from then on until `expiresAt` of the answer; asking again
 * renews it. Users with whom the principal shares no session are left out of the answer; administrators may watch anyone.
 */
const presenceWatchSchema = z.object({ userIds: z.array(userIdSchema).max(limits.watchedUsers) })
const presenceWatchAckSchema = acknowledgement({ items: z.array(presenceSchema), expiresAt: instantMsSchema })

/** Presence of users who share a session with the receiver: all of them on connect, then each change. */
const presenceChangedSchema = z.object({ items: z.array(presenceSchema) })

export const presenceUp = {
  'presence:set': { payload: presenceSetSchema, ack: presenceSetAckSchema },
  'presence:watch': { payload: presenceWatchSchema, ack: presenceWatchAckSchema },
} as const

export const presenceDown = {
  presence: presenceChangedSchema,
} as const
