import { z } from 'zod'
import { entrySchema, messageTypeSchema } from '../model/entry.ts'
import { entryIdSchema, instantMsSchema, seqSchema, sessionIdSchema } from '../model/ids.ts'
import { threadSchema } from '../model/thread.ts'
import { acknowledgement } from './acknowledgement.ts'
import { fitsMessage, limits } from './limits.ts'

/** The text of a message: at least one character that is not white space, and at most `limits.messageTextBytes` of UTF-8. */
export const messageTextSchema = z
  .string()
  .refine((text) => text.trim().length > 0, 'the message is empty')
  .refine(fitsMessage, `the message is longer than ${limits.messageTextBytes} bytes`)

/** Sends one message. The id is made by the sender and stays the same on every retry; the same id again gets the same answer. */
export const messageSendSchema = z.object({
  id: entryIdSchema,
  sessionId: sessionIdSchema,
  thread: threadSchema,
  type: messageTypeSchema.default('text'),
  text: messageTextSchema,
  replyTo: entryIdSchema.optional(),
})
export type MessageSend = z.input<typeof messageSendSchema>

/** The place and time of the message in its thread. Sent only after the message is on the relay's disk. */
export const messageSendAckSchema = acknowledgement({ seq: seqSchema, at: instantMsSchema })

/** New entries, each thread ascending. A gap against what the receiver holds is closed with `sync:pull`. */
export const logEntriesSchema = z.object({ items: z.array(entrySchema) })
export type LogEntries = z.infer<typeof logEntriesSchema>
