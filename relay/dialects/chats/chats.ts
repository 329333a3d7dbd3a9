import { z } from 'zod'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectUpdates, Frame } from '../table/dialectUpdates.ts'
import { contentField, idField, idPayload } from '../table/fields.ts'
import { chatMessage, chatMessageSchema, idOrNumber, numeric } from './chatMessage.ts'
import { chatRoutes } from './chatRoutes.ts'

const chatPayload = idPayload('chatId')
const messagePayload = z.object({
  chatId: idField,
  message: contentField,
  message_type: z.enum(['text', 'image', 'document', 'voice']).default('text'),
  id: z.unknown().optional(),
})
const typingPayload = z.object({ chatId: idField, isTyping: z.boolean() })

const inChat = z.strictObject({ userId: idOrNumber, chatId: z.string() })
const events = {
  ...connectionEvents,
  connected: z.strictObject({ message: z.string(), userId: idOrNumber }),
  joined_chat: z.strictObject({ chatId: z.string(), message: z.string() }),
  left_chat: z.strictObject({ chatId: z.string() }),
  new_message: chatMessageSchema,
  user_typing: inChat.extend({ isTyping: z.boolean() }),
  user_joined: inChat,
  user_left: inChat,
  messages_read: inChat,
}
const chatsFrame = framesOf<typeof events>()

const denied = { notFound: 'Access denied to this chat' } as const

const roomChange =
  (event: 'user_joined' | 'user_left') =>
  ({ session, userId, firstInSession }: DialectUpdates['joined']): readonly Frame[] =>
    firstInSession ? [chatsFrame(event, { userId: numeric(userId), chatId: session.record().id })] : []

/** The dialect of customers, providers and their local service managers, in a namespace of its own. */
export const chats: Dialect = {
  name: 'chats',
  namespace: '/chat',
  handshake: { fields: {}, read: () => ({ onlySession: undefined }) },
  isAssumed: false,
  rooms: oneRoomPerSession,
  welcome: async (_actions, { principal, send }) =>
    send(chatsFrame('connected', { message: 'Connected to the chat server', userId: numeric(principal.userId) })),
  alwaysSendsErrors: true,
  events,
  speaks: () => 'no',
  rest: { guarded: chatRoutes },
  up: {
    join_chat: up(
      chatPayload,
      async (actions, connection, chatId) => {
        await actions.join(connection, chatId, { room: chatId })
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
        const { entry } = await actions.sendMessage(connection, chatId, { id, text: message, type: message_type })
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
        await actions.advanceReceipt(connection, chatId, 'read')
        const payload = { userId: numeric(connection.principal.userId), chatId }
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
