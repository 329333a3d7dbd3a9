import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { seqSchema, upToSchema } from '../../src/shared/model/ids.ts'
import { fitsMessage, limits } from '../../src/shared/protocol/limits.ts'
import { chatMessage, chatMessageSchema } from '../dialects/chats.ts'
import { contentField, contentRequired } from '../dialects/fields.ts'
import { entryIdFor } from '../dialects/givenId.ts'
import { sessionParamsSchema } from './answers.ts'
import { askerOf } from './authentication.ts'
import type { HttpParts } from './httpParts.ts'

const socketAnswerSchema = z.object({
  status: z.literal('ok'),
  path: z.literal('/socket.io'),
  timestamp: z.iso.datetime(),
})

const chatQuerySchema = z.object({
  after: z.coerce.number().pipe(upToSchema).optional(),
  before: z.coerce.number().pipe(seqSchema).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(limits.entriesPerPage)).default(limits.entriesPerPage),
})

const chatPostSchema = z.object({
  id: z.union([z.string().min(1).max(200), z.int().min(0)], { error: 'is a text or a whole number' }).optional(),
  message: contentField,
  message_type: z.enum(['text', 'image', 'document', 'voice']).default('text'),
})

/** What clients of the documents ask before they have a token: whether sockets are served here. */
export function socketRoutes({ now }: Pick<HttpParts, 'now'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/api/socket', { schema: { tags: ['dialects'], response: { 200: socketAnswerSchema } } }, async () => ({
      status: 'ok' as const,
      path: '/socket.io' as const,
      timestamp: new Date(now()).toISOString(),
    }))
  }
}

/** The messages of a chat as the documents' clients fetch and send them without a socket. Both names that they have for the path are served. */
export function dialectRoutes({
  useCases,
  newEntryId,
}: Pick<HttpParts, 'useCases' | 'newEntryId'>): FastifyPluginAsyncZod {
  return async (app) => {
    for (const path of ['/chat/:id/messages', '/api/chat/:id/messages']) {
      app.get(
        path,
        {
          schema: {
            tags: ['dialects'],
            params: sessionParamsSchema,
            querystring: chatQuerySchema,
            response: { 200: z.object({ messages: z.array(chatMessageSchema) }) },
          },
        },
        async (request) => {
          const { id } = request.params
          const messages = await useCases.readMessages(askerOf(request), id, { ...request.query, thread: 'care' })
          return { messages: messages.map(({ entry, view }) => chatMessage(id, entry, view.text)) }
        },
      )
      app.post(
        path,
        {
          schema: {
            tags: ['dialects'],
            params: sessionParamsSchema,
            body: chatPostSchema,
            response: { 200: chatMessageSchema },
          },
        },
        async (request) => {
          const asker = askerOf(request)
          const { id: sessionId } = request.params
          const { id: given, message: text, message_type: type } = request.body
          if (text.trim() === '') throw new FailureError('invalid', contentRequired)
          if (!fitsMessage(text))
            throw new FailureError('tooLarge', `message: the message is longer than ${limits.messageTextBytes} bytes`)
          const id = entryIdFor(given, { senderId: asker.userId, sessionId, text }) ?? newEntryId()
          const sent = { id, sessionId, thread: 'care' as const, type, text }
          const { seq } = await useCases.appendMessage(asker, sent, { cleanHtml: true })
          const query = { thread: 'care' as const, after: seq - 1, limit: 1 }
          const [stored] = await useCases.readMessages(asker, sessionId, query)
          if (!stored) throw new FailureError('internal', 'The relay lost track of a message.')
          return chatMessage(sessionId, stored.entry, stored.view.text)
        },
      )
    }
  }
}
