import { z } from 'zod'
import { presenceSchema } from '../model/presence.ts'
import { acknowledgement } from './acknowledgement.ts'

/** Sets the status that the others see while the asker is connected. Never stored. */
export const presenceSetSchema = z.object({ status: z.enum(['online', 'away', 'busy']) })
export type PresenceSet = z.infer<typeof presenceSetSchema>

export const presenceSetAckSchema = acknowledgement({})

/** Presence of users who share a session with the receiver: all of them on connect, then each change. */
export const presenceChangedSchema = z.object({ items: z.array(presenceSchema) })
