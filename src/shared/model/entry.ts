import { z } from 'zod'
import { attachmentSchema } from './files/attachment.ts'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema, userIdSchema } from './ids.ts'
import { roleSchema } from './role.ts'
import { threadSchema } from './thread.ts'

/** Kind of content that a message carries. */
export const messageTypeSchema = z.enum(['text', 'image', 'document', 'voice'])
export type MessageType = z.infer<typeof messageTypeSchema>

/** `encrypted`: the text is ciphertext of its authors' own making, which nothing here reads, cleans or changes. */
export const contentEncodingSchema = z.enum(['encrypted'])
export type ContentEncoding = z.infer<typeof contentEncodingSchema>

/** A message. Once it is `redacted` its text is empty and its attachments are gone, wherever it is read. */
const messageBodySchema = z.object({
  kind: z.literal('message'),
  type: messageTypeSchema,
  text: z.string(),
  contentEncoding: contentEncodingSchema.optional(),
  attachments: z.array(attachmentSchema).optional(),
  replyTo: entryIdSchema.optional(),
  redacted: z.literal(true).optional(),
})

/** The earlier message of the thread that an entry changes or answers to: its id, and its place, which settles which one. */
const targetShape = { target: entryIdSchema, targetSeq: seqSchema }

/** A new version of a message of the same author. The original and every version stay in the log. */
const editBodySchema = z.object({
  kind: z.literal('edit'),
  ...targetShape,
  text: z.string(),
  contentEncoding: contentEncodingSchema.optional(),
  redacted: z.literal(true).optional(),
})

/** Takes the text of a message, and of all its versions, out of what anyone is shown. */
const redactionBodySchema = z.object({ kind: z.literal('redaction'), ...targetShape, reason: z.string().optional() })

/** A reaction of its sender to a message: put there (`on`) or taken back. */
const reactionBodySchema = z.object({ kind: z.literal('reaction'), ...targetShape, emoji: z.string(), on: z.boolean() })

const membershipBodySchema = z.object({
  kind: z.literal('membership'),
  userId: userIdSchema,
  name: z.string(),
  role: roleSchema,
  change: z.enum(['joined', 'left']),
})

export const stateChangeSchema = z.enum([
  'opened',
  'closed',
  'reopened',
  'extended',
  'expired',
  'claimed',
  'transferred',
  'escalated',
  'disputed',
  'disputeResolved',
  // In the staff's thread: see `later.ts`.
  'putOff',
  'needsNoAnswer',
  'takenUpAgain',
])
export type StateChange = z.infer<typeof stateChangeSchema>

/**
 * A change of the session's state. `to` is who a transferred session went to; `until` when an extended one expires, or one that was put off is owed
 * again.
 */
const stateBodySchema = z.object({
  kind: z.literal('state'),
  change: stateChangeSchema,
  reason: z.string().optional(),
  to: z.object({ userId: userIdSchema, name: z.string() }).optional(),
  until: instantMsSchema.optional(),
})

/** Content of an entry. A new kind of entry is a new member here, and a bump of the protocol version. */
export const entryBodySchema = z.discriminatedUnion('kind', [
  messageBodySchema,
  editBodySchema,
  redactionBodySchema,
  reactionBodySchema,
  membershipBodySchema,
  stateBodySchema,
])
export type EntryBody = z.infer<typeof entryBodySchema>
export type MessageBody = z.infer<typeof messageBodySchema>
export type EditBody = z.infer<typeof editBodySchema>
export type RedactionBody = z.infer<typeof redactionBodySchema>
export type ReactionBody = z.infer<typeof reactionBodySchema>
export type StateBody = z.infer<typeof stateBodySchema>

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
