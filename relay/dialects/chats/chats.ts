import { z } from 'zod'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame, RoomChange } from '../table/dialectUpdates.ts'
import { contentField, idField, idPayload } from '../table/fields.ts'
import { chatMessage, chatMessageSchema, idOrNumber, numeric, roleWord } from './chatMessage.ts'
import { notificationSchema, viewNotification } from './chatNotification.ts'
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
  user_joined: inChat.extend({ userName: z.string().optional(), userType: z.string().optional() }),
  user_left: inChat,
  lsm_joined: z.strictObject({ chatId: z.string(), lsmId: idOrNumber, lsmName: z.string(), message: z.string() }),
  'notification:created': z.strictObject({ notification: notificationSchema }),
  messages_read: inChat,
}
const chatsFrame = framesOf<typeof events>()

const denied = { notFound: 'Access denied to this chat' } as const

/**
 * Returns what others learn of who joins. The published client shows a line for a local service manager by either of two events, so that it gets
 * only one with the type of the user in it.
 */
function joined({ session, userId, name, role, firstInSession }: RoomChange, to: DialectConnection): readonly Frame[] {
  if (!firstInSession) return []
  const chatId = session.record().id
  const who = { userId: numeric(userId), chatId }
  if (!to.isPublished()) return [chatsFrame('user_joined', who)]
  const named = { ...who, userName: name }
  if (role !== 'support') return [chatsFrame('user_joined', { ...named, userType: roleWord(role, true) })]
  const manager = { chatId, lsmId: who.userId, lsmName: name, message: `${name} joined the chat` }
  return [chatsFrame('user_joined', named), chatsFrame('lsm_joined', manager)]
}

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
        return { message: chatMessage(chatId, entry, entry.body.text, connection.isPublished()) }
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
    // The published client has drawn its own message by then, and would draw it twice.
    message: ({ session, entry, isOwn }, to) =>
      isOwn && to.isPublished()
        ? []
        : [chatsFrame('new_message', chatMessage(session.record().id, entry, entry.body.text, to.isPublished()))],
    typing: ({ session, userId, isTyping }) => [
      chatsFrame('user_typing', { userId: numeric(userId), isTyping, chatId: session.record().id }),
    ],
    joined,
    left: ({ session, userId, firstInSession }) =>
      firstInSession ? [chatsFrame('user_left', { userId: numeric(userId), chatId: session.record().id })] : [],
    read: ({ session, userId }) => [
      chatsFrame('messages_read', { userId: numeric(userId), chatId: session.record().id }),
    ],
    personal: (update, to) =>
      update.event === 'notification:new'
        ? update.payload.items.map((item) =>
            chatsFrame('notification:created', { notification: viewNotification(item, to) }),
          )
        : [],
  },
}
