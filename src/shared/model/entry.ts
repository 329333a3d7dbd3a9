import { z } from 'zod'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema, userIdSchema } from './ids.ts'
import { roleSchema } from './role.ts'
import { threadSchema } from './thread.ts'

/** What a message carries. Only `text` can be sent until attachments exist; the others are names the documents fix. */
export const messageTypeSchema = z.enum(['text', 'image', 'document', 'voice'])
export type MessageType = z.infer<typeof messageTypeSchema>

const messageBodySchema = z.object({
  kind: z.literal('message'),
  type: messageTypeSchema,
  text: z.string(),
  replyTo: entryIdSchema.optional(),
})

const membershipBodySchema = z.object({
  kind: z.literal('membership'),
  userId: userIdSchema,
  name: z.string(),
  role: roleSchema,
  change: z.enum(['joined', 'left']),
})

const stateBodySchema = z.object({
  kind: z.literal('state'),
  change: z.enum(['opened', 'closed', 'reopened', 'extended']),
  reason: z.string().optional(),
})

/** What an entry says. A new kind of entry is a new member here, and a bump of the protocol version. */
export const entryBodySchema = z.discriminatedUnion('kind', [messageBodySchema, membershipBodySchema, stateBodySchema])
export type EntryBody = z.infer<typeof entryBodySchema>
export type MessageBody = z.infer<typeof messageBodySchema>

/** One record of a thread as the relay stored it. `at` is the relay's clock at the commit; order is `seq`, never `at`. */
export const entrySchema = z.object({
  id: entryIdSchema,
  sessionId: sessionIdSchema,
  thread: threadSchema,
  seq: seqSchema,
  at: instantMsSchema,
  senderId: userIdSchema,
  senderName: z.string(),
  senderRole: roleSchema,
  body: entryBodySchema,
})
export type Entry = z.infer<typeof entrySchema>
