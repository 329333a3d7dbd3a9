import { z } from 'zod'
import { contentEncodingSchema, entrySchema, messageTypeSchema } from '../model/entry.ts'
import { attachmentIdSchema } from '../model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema } from '../model/ids.ts'
import { hasVisibleText } from '../model/text/visibleText.ts'
import { threadSchema } from '../model/thread.ts'
import { placeAckSchema } from './acknowledgement.ts'
import { fitsMessage, limits } from './limits.ts'

/** The text of a message: something to see, and at most `limits.messageTextBytes` of UTF-8. */
export const messageTextSchema = z
  .string()
  .refine(hasVisibleText, 'the message is empty')
  .refine(fitsMessage, `the message is longer than ${limits.messageTextBytes} bytes`)

/** The id of the message that is changed or reacted to. It is of the same thread. */
const targetShape = { id: entryIdSchema, sessionId: sessionIdSchema, thread: threadSchema, target: entryIdSchema }

/** Fields of a message that is sent, by whichever way it comes in; with the rule `hasSomethingToSee`. */
export const messageContent = {
  type: messageTypeSchema.default('text'),
  text: z.string().refine(fitsMessage, `the message is longer than ${limits.messageTextBytes} bytes`),
  contentEncoding: contentEncodingSchema.optional(),
  attachments: z.array(attachmentIdSchema).min(1).max(limits.attachmentsPerMessage).optional(),
  replyTo: entryIdSchema.optional(),
}

/** Returns whether a message has something to see: a text, or files. */
export function hasSomethingToSee(message: { readonly text: string; readonly attachments?: unknown }): boolean {
  return hasVisibleText(message.text) || message.attachments !== undefined
}

/** Refusal of a message that has not. */
export const emptyMessage = { path: ['text'], message: 'the message is empty' }

/**
 * Sends one message. The id is made by the sender and stays the same on every retry; the same id again gets the same answer.
 * Attachments were uploaded before, by the sender and to this session. The text may be empty where there are some.
 */
export const messageSendSchema = z
  .object({
    id: entryIdSchema,
    sessionId: sessionIdSchema,
    thread: threadSchema,
    ...messageContent,
  })
  .refine(hasSomethingToSee, emptyMessage)
export type MessageSend = z.input<typeof messageSendSchema>

/** Replaces the text of an own message. */
const messageEditSchema = z.object({
  ...targetShape,
  text: messageTextSchema,
  contentEncoding: contentEncodingSchema.optional(),
})
export type MessageEdit = z.input<typeof messageEditSchema>

/** Takes the text of a message away: an own one, or any for support and administrators. */
const messageRedactSchema = z.object({ ...targetShape, reason: z.string().max(limits.reasonLength).optional() })
export type MessageRedact = z.input<typeof messageRedactSchema>

const emojiSchema = z
  .string()
  .max(limits.emojiLength)
  .regex(/^(?:\p{RGI_Emoji}|\p{Extended_Pictographic})$/v, 'not an emoji')

/** Puts a reaction to a message, or takes the principal's own back. */
const messageReactSchema = z.object({
  ...targetShape,
  emoji: emojiSchema,
  on: z.boolean(),
})
export type MessageReact = z.input<typeof messageReactSchema>

/** New entries, each thread ascending. A gap against what the receiver holds is closed with `sync:pull`. */
const logEntriesSchema = z.object({ items: z.array(entrySchema) })
export type LogEntries = z.infer<typeof logEntriesSchema>

export const messageUp = {
  'message:send': { payload: messageSendSchema, ack: placeAckSchema },
  'message:edit': { payload: messageEditSchema, ack: placeAckSchema },
  'message:redact': { payload: messageRedactSchema, ack: placeAckSchema },
  'message:react': { payload: messageReactSchema, ack: placeAckSchema },
} as const

export const messageDown = {
  'log:entries': logEntriesSchema,
} as const
