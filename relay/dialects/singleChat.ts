import { z } from 'zod'
import { type Dialect, has, up } from './dialect.ts'
import type { MessageEntry } from './dialectNews.ts'
import { contentField, dateOf, idField } from './fields.ts'

const messagePayload = z.object({ chatId: idField, message: contentField, id: z.unknown().optional() })
const typingPayload = z.object({ chatId: idField, isTyping: z.boolean().default(true) })

const denied = { notFound: 'Access denied to this conversation' } as const

function chatMessage(chatId: string, entry: MessageEntry) {
  return {
    id: entry.id,
    chatId,
    message: entry.body.text,
    senderId: entry.senderId,
    senderName: entry.senderName,
    senderRole: entry.senderRole,
    timestamp: dateOf(entry.at),
  }
}

/**
 * The dialect whose handshake names the one chat that the connection is for. Its messages go to everyone in the chat, the
 * sender included, who is told by `message_sent` too.
 */
export const singleChat: Dialect = {
  name: 'singleChat',
  alwaysTellsErrors: true,
  speaks: (event, payload) => {
    if (event !== 'send_message' && event !== 'typing') return 'no'
    if (has(payload, 'consultationId')) return 'no'
    if (has(payload, 'chatId')) return 'certainly'
    return event === 'send_message' && has(payload, 'message') ? 'perhaps' : 'no'
  },
  up: {
    send_message: up(
      messagePayload,
      async (actions, connection, { chatId, message, id }) => {
        const { entry } = await actions.say(connection, chatId, { id, text: message })
        const payload = chatMessage(chatId, entry)
        connection.send({ event: 'message_sent', payload })
        return { message: payload }
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
  },
  down: {
    message: ({ session, entry }) => [{ event: 'message', payload: chatMessage(session.record().id, entry) }],
    typing: ({ session, userId, isTyping }) => [
      { event: 'typing', payload: { chatId: session.record().id, userId, isTyping } },
    ],
  },
}
