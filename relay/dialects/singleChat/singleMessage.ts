import { z } from 'zod'
import type { MessageEntry } from '../table/dialectUpdates.ts'
import { dateOf } from '../table/fields.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'

const sender = z.strictObject({ id: z.string(), name: z.string(), email: z.string() })

/** A message as the published client has it, in `message` and over REST. */
export const publishedMessageSchema = z.strictObject({
  id: z.string(),
  chatId: z.string(),
  text: z.string(),
  timestamp: z.iso.datetime(),
  isSender: z.boolean(),
  sender,
})

/** A message to clients of this dialect. The document leaves open what is in it; `message` is a text, or an object for the published client. */
export const singleMessageSchema = z.strictObject({
  type: z.enum(['message', 'message_sent']).optional(),
  id: z.string(),
  chatId: z.string(),
  message: z.union([z.string(), publishedMessageSchema]),
  senderId: z.string(),
  senderName: z.string(),
  senderRole: z.string(),
  timestamp: z.iso.datetime(),
})

/** Returns the message as the published client has it. `text` is its present text. */
export function publishedMessage(
  chatId: string,
  entry: MessageEntry,
  text: string,
  isSender: boolean,
): z.output<typeof publishedMessageSchema> {
  return {
    id: entry.id,
    chatId,
    text: withNamedFiles(entry.body, text),
    timestamp: dateOf(entry.at),
    isSender,
    // The relay knows addresses of accounts, which are not for others to see.
    sender: { id: entry.senderId, name: entry.senderName, email: '' },
  }
}

/** Returns a message for a client. `isSender`: it is of this client's user. */
export function singleMessage(
  type: 'message' | 'message_sent',
  chatId: string,
  entry: MessageEntry,
  { isPublished, isSender }: { readonly isPublished: boolean; readonly isSender: boolean },
): z.output<typeof singleMessageSchema> {
  const { id, senderId, senderName, senderRole, at, body } = entry
  return {
    ...(isPublished ? { type } : {}),
    id,
    chatId,
    message: isPublished ? publishedMessage(chatId, entry, body.text, isSender) : withNamedFiles(body, body.text),
    senderId,
    senderName,
    senderRole,
    timestamp: dateOf(at),
  }
}
