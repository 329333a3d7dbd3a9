import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'

/**
 * Reports that the principal types, to be renewed while it lasts (it expires after `limits.typingExpiresMs`), or has stopped. Never
 * stored.
 */
const typingSetSchema = z.object({ sessionId: sessionIdSchema, thread: threadSchema, typing: z.boolean() })
export type TypingSet = z.infer<typeof typingSetSchema>

const typingSetAckSchema = acknowledgement({})

const typingItemSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  userId: userIdSchema,
  name: z.string(),
  typing: z.boolean(),
})
export type TypingItem = z.infer<typeof typingItemSchema>

/** Users who began or stopped typing. The receiver drops a notice by itself after `limits.typingExpiresMs`. */
export const typingSchema = z.object({ items: z.array(typingItemSchema) })

export const typingUp = {
  'typing:set': { payload: typingSetSchema, ack: typingSetAckSchema },
} as const

export const typingDown = {
  typing: typingSchema,
} as const
