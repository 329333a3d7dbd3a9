import { z } from 'zod'
import { type Dialect, up } from './dialect.ts'
import type { DialectNews, Frame, MessageEntry } from './dialectNews.ts'
import { contentField, dateOf, idField, idPayload, numeric, roleWords } from './fields.ts'
import { withNamedFiles } from './shownText.ts'

/** The namespace of this dialect; it shares no name with another. */
export const chatsNamespace = '/chat'

const chatPayload = idPayload('chatId')
const messagePayload = z.object({
  chatId: idField,
  message: contentField,
  message_type: z.enum(['text', 'image', 'document', 'voice']).default('text'),
  id: z.unknown().optional(),
})
const typingPayload = z.object({ chatId: idField, isTyping: z.boolean() })

const denied = { notFound: 'Access denied to this chat' } as const
const roleWord = roleWords({ patient: 'customer', clinician: 'provider', support: 'lsm' })

/** A message as this document shows it; also over REST. `text` is what it says now. */
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

const roomChange =
  (event: 'user_joined' | 'user_left') =>
  ({ session, userId, ofSession }: DialectNews['joined']): readonly Frame[] =>
    ofSession ? [{ event, payload: { userId: numeric(userId), chatId: session.record().id } }] : []

/** The dialect of customers, providers and their local service managers, in a namespace of its own. */
export const chats: Dialect = {
  name: 'chats',
  alwaysTellsErrors: true,
  speaks: () => 'no',
  up: {
    join_chat: up(
      chatPayload,
      async (actions, connection, chatId) => {
        await actions.enter(connection, chatId, { room: chatId })
        const payload = { chatId, message: 'Joined the chat' }
        connection.send({ event: 'joined_chat', payload })
        return payload
      },
      denied,
    ),
    leave_chat: up(chatPayload, async (actions, connection, chatId) => {
      actions.leave(connection, { room: chatId })
      connection.send({ event: 'left_chat', payload: { chatId } })
      return { chatId }
    }),
    send_message: up(
      messagePayload,
      async (actions, connection, { chatId, message, message_type, id }) => {
        const { entry } = await actions.say(connection, chatId, { id, text: message, type: message_type })
        return { message: chatMessage(chatId, entry, entry.body.text) }
      },
      denied,
    ),
    typing: up(
      typingPayload,
      async (actions, connection, { chatId, isTyping }) => {
        await actions.setTyping(connection, chatId, isTyping)
        return {}
      },
      denied,
    ),
    mark_read: up(
      chatPayload,
      async (actions, connection, chatId) => {
        await actions.mark(connection, chatId, 'read')
        const payload = { userId: numeric(connection.asker.userId), chatId }
        connection.send({ event: 'messages_read', payload })
        return payload
      },
      denied,
    ),
  },
  down: {
    message: ({ session, entry }) => [
      { event: 'new_message', payload: chatMessage(session.record().id, entry, entry.body.text) },
    ],
    typing: ({ session, userId, isTyping }) => [
      { event: 'user_typing', payload: { userId: numeric(userId), isTyping, chatId: session.record().id } },
    ],
    joined: roomChange('user_joined'),
    left: roomChange('user_left'),
    read: ({ session, userId }) => [
      { event: 'messages_read', payload: { userId: numeric(userId), chatId: session.record().id } },
    ],
  },
}
