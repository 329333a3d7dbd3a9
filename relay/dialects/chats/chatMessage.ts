import { z } from 'zod'
import { messageTypeSchema } from '../../../src/shared/model/entry.ts'
import { entryIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
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
  /** For the published clients, which call a sender without it unknown. */
  sender_name: z.string().optional(),
  message: z.string(),
  message_type: messageTypeSchema,
  created_at: z.iso.datetime(),
})

const documentsWord = roleWords({ patient: 'customer', clinician: 'provider', support: 'lsm' })
const publishedWord = roleWords({
  patient: 'customer',
  clinician: 'service_provider',
  support: 'local_service_manager',
})

/** Returns the word for a role: the document's, or that of the clients that the system has published. */
export const roleWord = (role: Role, isPublished: boolean): string =>
  isPublished ? publishedWord(role) : documentsWord(role)

/** Returns the message in that form, also for REST. `text` is its present text. */
export function chatMessage(chatId: string, entry: MessageEntry, text: string, isPublished: boolean) {
  return {
    id: entry.id,
    chatId,
    sender_type: roleWord(entry.senderRole, isPublished),
    sender_id: numeric(entry.senderId),
    ...(isPublished ? { sender_name: entry.senderName } : {}),
    message: withNamedFiles(entry.body, text),
    message_type: entry.body.type,
    created_at: dateOf(entry.at),
  }
}
