import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Actions } from '../table/actions.ts'
import { connectionEvents } from '../table/connectionEvents.ts'
import { type Dialect, framesOf, has, oneRoomPerSession, up } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame } from '../table/dialectUpdates.ts'
import { contentField, idField, idOf } from '../table/fields.ts'
import { singleChatRoutes } from './singleChatRoutes.ts'
import { singleMessage, singleMessageSchema } from './singleMessage.ts'

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
const events = {
  ...connectionEvents,
  error: z.strictObject({ message: z.string(), error: z.string().optional() }),
  connected: inChat,
  disconnected: inChat.omit({ userId: true }),
  message: singleMessageSchema,
  message_sent: singleMessageSchema,
  typing: z.strictObject({ chatId: z.string(), userId: z.string(), isTyping: z.boolean() }),
}
const singleChatFrame = framesOf<typeof events>()

function chatOf(connection: DialectConnection, given: string | undefined): string {
  const chatId = given ?? connection.onlySession
  if (chatId === undefined) throw new FailureError('invalid', 'chatId is required')
  return chatId
}

/** The published client reads `error`. */
const errorFrame = (message: string, { isPublished }: DialectConnection): Frame =>
  singleChatFrame('error', { message, ...(isPublished() ? { error: message } : {}) })

const denied = { notFound: 'Access denied to this conversation' } as const

/** Puts the connection into its chat, in the place of an earlier one of the same user for the same chat. */
async function welcome(actions: Actions, connection: DialectConnection): Promise<void> {
  const { principal, onlySession: chatId } = connection
  if (chatId === undefined) return
  try {
    await actions.join(connection, chatId, { room: chatId, replacesOlder: true })
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { kind, message } = error.failure
    connection.send(errorFrame(kind === 'notFound' ? denied.notFound : message, connection))
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
  errorFrame,
  events,
  isAssumed: false,
  rooms: oneRoomPerSession,
  rest: { guarded: singleChatRoutes },
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
        const form = { isPublished: connection.isPublished(), isSender: true }
        connection.send(singleChatFrame('message_sent', singleMessage('message_sent', chatId, entry, form)))
        return { message: singleMessage('message_sent', chatId, entry, { ...form, isPublished: false }) }
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
    message: ({ session, entry, isSender }, to) => [
      singleChatFrame(
        'message',
        singleMessage('message', session.record().id, entry, { isPublished: to.isPublished(), isSender }),
      ),
    ],
    typing: ({ session, userId, isTyping }) => [
      singleChatFrame('typing', { chatId: session.record().id, userId, isTyping }),
    ],
  },
}
