import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Actions } from '../table/actions.ts'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, has, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { MessageEntry } from '../table/dialectUpdates.ts'
import { contentField, dateOf, idField, idOf } from '../table/fields.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'

/** Without a chat of its own, a payload is for the chat that the handshake has named. */
const messagePayload = z.object({ chatId: idField.optional(), message: contentField, id: z.unknown().optional() })
const typingPayload = z
  .union([
    z.boolean().transform((isTyping) => ({ chatId: undefined, isTyping })),
    idField.transform((chatId) => ({ chatId, isTyping: true })),
    z.object({ chatId: idField.optional(), isTyping: z.boolean().default(true) }),
  ])
  .default({ chatId: undefined, isTyping: true })

const inChat = z.strictObject({ chatId: z.string(), userId: z.string(), message: z.string() })
const messageOfChat = z.strictObject({
  id: z.string(),
  chatId: z.string(),
  message: z.string(),
  senderId: z.string(),
  senderName: z.string(),
  senderRole: z.string(),
  timestamp: z.iso.datetime(),
})
const events = {
  ...connectionEvents,
  connected: inChat,
  disconnected: inChat.omit({ userId: true }),
  message: messageOfChat,
  message_sent: messageOfChat,
  typing: z.strictObject({ chatId: z.string(), userId: z.string(), isTyping: z.boolean() }),
}
const singleChatFrame = framesOf<typeof events>()

function chatOf(connection: DialectConnection, given: string | undefined): string {
  const chatId = given ?? connection.onlySession
  if (chatId === undefined) throw new FailureError('invalid', 'chatId is required')
  return chatId
}

const denied = { notFound: 'Access denied to this conversation' } as const

function chatMessage(chatId: string, entry: MessageEntry) {
  return {
    id: entry.id,
    chatId,
    message: withNamedFiles(entry.body, entry.body.text),
    senderId: entry.senderId,
    senderName: entry.senderName,
    senderRole: entry.senderRole,
    timestamp: dateOf(entry.at),
  }
}

/** Puts the connection into its chat, in the place of an earlier one of the same user for the same chat. */
async function welcome(actions: Actions, connection: DialectConnection): Promise<void> {
  const { principal, onlySession: chatId } = connection
  if (chatId === undefined) return
  try {
    await actions.join(connection, chatId, { room: chatId, replacesOlder: true })
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { kind, message } = error.failure
    connection.send(singleChatFrame('error', { message: kind === 'notFound' ? denied.notFound : message }))
    return
  }
  // One that is gone takes nobody's place: it may have been the earlier of the two.
  if (connection.isGone) return
  actions.disconnectOlder(connection, chatId)
  connection.send(singleChatFrame('connected', { chatId, userId: principal.userId, message: 'Connected' }))
}

/**
 * The dialect whose handshake names the one chat that the connection is for. Its messages go to everyone in the chat, the
 * sender included, who gets `message_sent` too.
 */
export const singleChat: Dialect = {
  name: 'singleChat',
  namespace: '/',
  handshake: {
    fields: { chatId: idField },
    read: (field) => {
      const chatId = idOf(field('chatId'))
      return chatId === undefined ? undefined : { onlySession: chatId }
    },
  },
  alwaysSendsErrors: true,
  events,
  isAssumed: false,
  rooms: oneRoomPerSession,
  welcome,
  replaced: (chatId) => singleChatFrame('disconnected', { chatId, message: 'Connected elsewhere' }),
  speaks: (event, payload) => {
    if (event !== 'send_message' && event !== 'typing') return 'no'
    if (has(payload, 'consultationId')) return 'no'
    if (has(payload, 'chatId')) return 'certainly'
    return event === 'send_message' && has(payload, 'message') ? 'perhaps' : 'no'
  },
  up: {
    send_message: up(
      messagePayload,
      async (actions, connection, { chatId: given, message, id }) => {
        const chatId = chatOf(connection, given)
        const { entry } = await actions.sendMessage(connection, chatId, { id, text: message })
        const payload = chatMessage(chatId, entry)
        connection.send(singleChatFrame('message_sent', payload))
        return { message: payload }
      },
      denied,
    ),
    typing: up(
      typingPayload,
      async (actions, connection, { chatId, isTyping }) => {
        await actions.setTyping(connection, chatOf(connection, chatId), isTyping)
        return {}
      },
      denied,
    ),
  },
  down: {
    message: ({ session, entry }) => [singleChatFrame('message', chatMessage(session.record().id, entry))],
    typing: ({ session, userId, isTyping }) => [
      singleChatFrame('typing', { chatId: session.record().id, userId, isTyping }),
    ],
  },
}
