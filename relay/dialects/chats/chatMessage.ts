import { z } from 'zod'
import { messageTypeSchema } from '../../../src/shared/model/entry.ts'
import { entryIdSchema } from '../../../src/shared/model/ids.ts'
import type { MessageEntry } from '../table/dialectUpdates.ts'
import { dateOf, roleWords } from '../table/fields.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'

/** An id, as a number where it is one. */
export const idOrNumber = z.union([z.string(), z.number()])

/** Returns the id as a number where it is one, letter for letter; as it is otherwise. */
export function numeric(id: string): number | string {
  const value = Number(id)
  return /^(0|[1-9]\d*)$/.test(id) && Number.isSafeInteger(value) ? value : id
}

/** A message as this document shows it. */
export const chatMessageSchema = z.strictObject({
  id: entryIdSchema,
  chatId: z.string(),
  sender_type: z.string(),
  sender_id: idOrNumber,
  message: z.string(),
  message_type: messageTypeSchema,
  created_at: z.iso.datetime(),
})

const roleWord = roleWords({ patient: 'customer', clinician: 'provider', support: 'lsm' })

/** Returns the message in that form, also for REST. `text` is its present text. */
export function chatMessage(chatId: string, entry: MessageEntry, text: string) {
  return {
    id: entry.id,
    chatId,
    sender_type: roleWord(entry.senderRole),
    sender_id: numeric(entry.senderId),
    message: withNamedFiles(entry.body, text),
    message_type: entry.body.type,
    created_at: dateOf(entry.at),
  }
}
