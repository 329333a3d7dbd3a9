import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { seqSchema, sessionIdSchema, upToSchema } from '../../../src/shared/model/ids.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { fitsMessage, limits } from '../../../src/shared/protocol/limits.ts'
import { currentMessage } from '../table/currentMessage.ts'
import { entryIdFor } from '../table/entryIdFor.ts'
import { contentField, contentRequired } from '../table/fields.ts'
import { refuseImpersonation } from '../table/refuseImpersonation.ts'
import type { RestParts } from '../table/rest.ts'
import { chatMessage, chatMessageSchema } from './chatMessage.ts'

const paramsSchema = z.object({ id: sessionIdSchema })

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

/** The messages of a chat as the documents' clients fetch and send them without a socket. Both names that they have for the path are served. */
export function chatRoutes({ useCases, principalOf, newEntryId, showText }: RestParts): FastifyPluginAsyncZod {
  return async (app) => {
    for (const path of ['/chat/:id/messages', '/api/chat/:id/messages']) {
      app.get(
        path,
        {
          schema: {
            tags: ['dialects'],
            params: paramsSchema,
            querystring: chatQuerySchema,
            response: { 200: z.object({ messages: z.array(chatMessageSchema) }) },
          },
        },
        async (request) => {
          const { id } = request.params
          const messages = await useCases.readMessages(principalOf(request), id, { ...request.query, thread: 'care' })
          return { messages: messages.map(({ entry, view }) => showText('chats', chatMessage(id, entry, view.text))) }
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
          const principal = principalOf(request)
          const { id: sessionId } = request.params
          const { id: given, message: text, message_type: type } = request.body
          if (!hasVisibleText(text)) throw new FailureError('invalid', contentRequired)
          refuseImpersonation(text)
          if (!fitsMessage(text))
            throw new FailureError('tooLarge', `message: the message is longer than ${limits.messageTextBytes} bytes`)
          const id = entryIdFor(given, { senderId: principal.userId, sessionId, text }) ?? newEntryId()
          const sent = { id, sessionId, thread: 'care' as const, type, text }
          const entry = await currentMessage(useCases, principal, await useCases.appendMessage(principal, sent))
          return showText('chats', chatMessage(sessionId, entry, entry.body.text))
        },
      )
    }
  }
}
