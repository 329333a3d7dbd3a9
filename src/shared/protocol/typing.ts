import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'

/** Says that the asker types, to be renewed while it lasts (it expires after `limits.typingExpiresMs`), or has stopped. Never stored. */
export const typingSetSchema = z.object({ sessionId: sessionIdSchema, thread: threadSchema, typing: z.boolean() })
export type TypingSet = z.infer<typeof typingSetSchema>

export const typingSetAckSchema = acknowledgement({})

export const typingItemSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  userId: userIdSchema,
  name: z.string(),
  typing: z.boolean(),
})
export type TypingItem = z.infer<typeof typingItemSchema>

/** Who began or stopped typing. The receiver forgets a notice by itself after `limits.typingExpiresMs`. */
export const typingSchema = z.object({ items: z.array(typingItemSchema) })
