import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { MessageEntry } from '../table/dialectUpdates.ts'
import { contentField } from '../table/fields.ts'
import { postMessage, rangeSchema } from '../table/messageRoutes.ts'
import type { RestParts } from '../table/rest.ts'
import { chatMessage, chatMessageSchema } from './chatMessage.ts'

const paramsSchema = z.object({ id: sessionIdSchema })

const chatPostSchema = z.object({
  id: z.union([z.string().min(1).max(200), z.int().min(0)], { error: 'is a text or a whole number' }).optional(),
  message: contentField,
  message_type: z.enum(['text', 'image', 'document', 'voice']).default('text'),
})

/** The third document's clients poll one of the paths: the message has the fields there that it is pushed to them with, too. */
const polledMessageSchema = chatMessageSchema.extend({
  senderId: z.string().optional(),
  senderName: z.string().optional(),
  senderRole: z.string().optional(),
  timestamp: z.iso.datetime().optional(),
})

/** The messages of a chat as the documents' clients fetch and send them without a socket. Both names that they have for the path are served. */
export function chatRoutes(parts: RestParts): FastifyPluginAsyncZod {
  const { useCases, principalOf, showText } = parts
  const isPublished = parts.publishedClients.has('chats')

  const view = (chatId: string, entry: MessageEntry, text: string) =>
    showText('chats', chatMessage(chatId, entry, text, isPublished))

  function polled(chatId: string, entry: MessageEntry, text: string): z.output<typeof polledMessageSchema> {
    const { senderId, senderName, senderRole } = entry
    const message = chatMessage(chatId, entry, text, isPublished)
    return showText('chats', { ...message, senderId, senderName, senderRole, timestamp: message.created_at })
  }

  return async (app) => {
    for (const [path, show] of [
      ['/chat/:id/messages', view],
      ['/api/chat/:id/messages', polled],
    ] as const) {
      app.get(
        path,
        {
          schema: {
            tags: ['dialects'],
            params: paramsSchema,
            querystring: rangeSchema,
            response: { 200: z.object({ messages: z.array(polledMessageSchema) }) },
          },
        },
        async (request) => {
          const { id } = request.params
          const messages = await useCases.readMessages(principalOf(request), id, { ...request.query, thread: 'care' })
          return { messages: messages.map(({ entry, view: { text } }) => show(id, entry, text)) }
        },
      )
      app.post(
        path,
        {
          schema: {
            tags: ['dialects'],
            params: paramsSchema,
            body: chatPostSchema,
            response: { 200: chatMessageSchema },
          },
        },
        async (request) => {
          const { id: sessionId } = request.params
          const { id: givenId, message: text, message_type: type } = request.body
          const entry = await postMessage(parts, principalOf(request), { sessionId, givenId, text, type })
          return view(sessionId, entry, entry.body.text)
        },
      )
    }
  }
}
