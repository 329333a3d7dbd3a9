import { z } from 'zod'
import { sessionIdSchema, userIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { nothing, threadOf } from './inputs.ts'

/** Everyone who is typing in a thread now; empty when nobody is. */
export const typingNoticeSchema = z.object({
  sessionId: sessionIdSchema,
  thread: threadSchema,
  people: z.array(z.object({ userId: userIdSchema, name: z.string() })),
})
export type TypingNotice = z.infer<typeof typingNoticeSchema>

export const typingCommands = {
  setTyping: { input: threadOf.extend({ typing: z.boolean() }), output: nothing },
} as const

export const typingEvents = {
  typingChanged: typingNoticeSchema,
} as const
