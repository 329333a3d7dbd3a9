import { z } from 'zod'
import type { Notification } from '../../../src/shared/model/notification.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import { dateOf } from '../table/fields.ts'
import { idOrNumber, numeric, roleWord } from './chatMessage.ts'

/** A notification as the published clients of this system have it; the document has none. */
export const notificationSchema = z.strictObject({
  id: z.string(),
  recipient_type: z.string(),
  recipient_id: idOrNumber,
  type: z.string(),
  title: z.string(),
  message: z.string(),
  is_read: z.boolean(),
  metadata: z.strictObject({ chat_id: z.string().optional() }),
  created_at: z.iso.datetime(),
})

const kindWords = { message: 'message', missedCall: 'missed_call', announcement: 'system' } as const

/** Returns a notification for who gets it. Its client finds the chat that it leads to in the title. */
export function viewNotification(
  { id, kind, title, text, at, read, sessionId }: Notification,
  { principal, isPublished }: DialectConnection,
): z.output<typeof notificationSchema> {
  return {
    id,
    recipient_type: roleWord(principal.role, isPublished()),
    recipient_id: numeric(principal.userId),
    type: kindWords[kind],
    title: sessionId === undefined ? title : `${title} [chat:${sessionId}]`,
    message: text,
    is_read: read,
    metadata: sessionId === undefined ? {} : { chat_id: sessionId },
    created_at: dateOf(at),
  }
}
