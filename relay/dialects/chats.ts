import { z } from 'zod'
import { messageTypeSchema } from '../../src/shared/model/entry.ts'
import { entryIdSchema } from '../../src/shared/model/ids.ts'
import { type Dialect, framesOf, up } from './dialect.ts'
import type { DialectNews, Frame, MessageEntry } from './dialectNews.ts'
import { eventsOfAll } from './eventsOfAll.ts'
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

const idOrNumber = z.union([z.string(), z.number()])
const inChat = z.strictObject({ userId: idOrNumber, chatId: z.string() })
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
const events = {
  ...eventsOfAll,
  connected: z.strictObject({ message: z.string(), userId: idOrNumber }),
  joined_chat: z.strictObject({ chatId: z.string(), message: z.string() }),
  left_chat: z.strictObject({ chatId: z.string() }),
  new_message: chatMessageSchema,
  user_typing: inChat.extend({ isTyping: z.boolean() }),
  user_joined: inChat,
  user_left: inChat,
  messages_read: inChat,
}
export const chatsFrame = framesOf<typeof events>()

const denied = { notFound: 'Access denied to this chat' } as const
const roleWord = roleWords({ patient: 'customer', clinician: 'provider', support: 'lsm' })

/** The message in that form, also over REST. `text` is what it says now. */
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
    ofSession ? [chatsFrame(event, { userId: numeric(userId), chatId: session.record().id })] : []

/** The dialect of customers, providers and their local service managers, in a namespace of its own. */
export const chats: Dialect = {
  name: 'chats',
  alwaysTellsErrors: true,
  events,
  speaks: () => 'no',
  up: {
    join_chat: up(
      chatPayload,
      async (actions, connection, chatId) => {
        await actions.enter(connection, chatId, { room: chatId })
        const payload = { chatId, message: 'Joined the chat' }
        connection.send(chatsFrame('joined_chat', payload))
        return payload
      },
      denied,
    ),
    leave_chat: up(chatPayload, async (actions, connection, chatId) => {
      actions.leave(connection, { room: chatId })
      connection.send(chatsFrame('left_chat', { chatId }))
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
        connection.send(chatsFrame('messages_read', payload))
        return payload
      },
      denied,
    ),
  },
  down: {
    message: ({ session, entry }) => [
      chatsFrame('new_message', chatMessage(session.record().id, entry, entry.body.text)),
    ],
    typing: ({ session, userId, isTyping }) => [
      chatsFrame('user_typing', { userId: numeric(userId), isTyping, chatId: session.record().id }),
    ],
    joined: roomChange('user_joined'),
    left: roomChange('user_left'),
    read: ({ session, userId }) => [
      chatsFrame('messages_read', { userId: numeric(userId), chatId: session.record().id }),
    ],
  },
}
