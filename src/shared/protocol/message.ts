import { z } from 'zod'
import { attachmentIdSchema } from '../model/attachment.ts'
import { contentEncodingSchema, entrySchema, messageTypeSchema } from '../model/entry.ts'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'
import { fitsMessage, limits } from './limits.ts'

/** The text of a message: at least one character that is not white space, and at most `limits.messageTextBytes` of UTF-8. */
export const messageTextSchema = z
  .string()
  .refine((text) => text.trim().length > 0, 'the message is empty')
  .refine(fitsMessage, `the message is longer than ${limits.messageTextBytes} bytes`)

/** The id of the message that is changed or reacted to. It is of the same thread. */
const targetShape = { id: entryIdSchema, sessionId: sessionIdSchema, thread: threadSchema, target: entryIdSchema }

/** Where an entry stands in its thread, and when it was stored. Sent only after it is on the relay's disk. */
export const placeAckSchema = acknowledgement({ seq: seqSchema, at: instantMsSchema })

/**
 * Sends one message. The id is made by the sender and stays the same on every retry; the same id again gets the same answer.
 * Attachments were uploaded before, by the sender and to this session. The text may be empty where there are some.
 */
export const messageSendSchema = z
  .object({
    id: entryIdSchema,
    sessionId: sessionIdSchema,
    thread: threadSchema,
    type: messageTypeSchema.default('text'),
    text: z.string().refine(fitsMessage, `the message is longer than ${limits.messageTextBytes} bytes`),
    contentEncoding: contentEncodingSchema.optional(),
    attachments: z.array(attachmentIdSchema).min(1).max(limits.attachmentsPerMessage).optional(),
    replyTo: entryIdSchema.optional(),
  })
  .refine(({ text, attachments }) => text.trim().length > 0 || attachments !== undefined, {
    path: ['text'],
    message: 'the message is empty',
  })
export type MessageSend = z.input<typeof messageSendSchema>

/** Gives an own message a new text. */
export const messageEditSchema = z.object({
  ...targetShape,
  text: messageTextSchema,
  contentEncoding: contentEncodingSchema.optional(),
})
export type MessageEdit = z.input<typeof messageEditSchema>

/** Takes the text of a message away: an own one, or any for support and administrators. */
export const messageRedactSchema = z.object({ ...targetShape, reason: z.string().max(limits.reasonLength).optional() })
export type MessageRedact = z.input<typeof messageRedactSchema>

const emojiSchema = z
  .string()
  .max(limits.emojiLength)
  .regex(/^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v, 'not an emoji')

/** Puts a reaction to a message, or takes the asker's own back. */
export const messageReactSchema = z.object({
  ...targetShape,
  emoji: emojiSchema,
  on: z.boolean(),
})
export type MessageReact = z.input<typeof messageReactSchema>

/** New entries, each thread ascending. A gap against what the receiver holds is closed with `sync:pull`. */
export const logEntriesSchema = z.object({ items: z.array(entrySchema) })
export type LogEntries = z.infer<typeof logEntriesSchema>
