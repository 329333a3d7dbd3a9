import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { contentField } from '../table/fields.ts'
import { postMessage, rangeSchema } from '../table/messageRoutes.ts'
import type { RestParts } from '../table/rest.ts'
import { publishedMessage, publishedMessageSchema } from './singleMessage.ts'

const path = '/api/chats/:id/messages'
const params = z.object({ id: sessionIdSchema })
const success = z.literal(true)

/** The messages of a chat as the published client polls and sends them. */
export function singleChatRoutes(parts: RestParts): FastifyPluginAsyncZod {
  const { useCases, principalOf, showText } = parts
  return async (app) => {
    app.get(
      path,
      {
        schema: {
          tags: ['dialects'],
          params,
          querystring: rangeSchema,
          response: { 200: z.object({ success, data: z.array(publishedMessageSchema) }) },
        },
      },
      async (request) => {
        const { id } = request.params
        const principal = principalOf(request)
        const messages = await useCases.readMessages(principal, id, { ...request.query, thread: 'care' })
        const data = messages.map(({ entry, view }) =>
          showText('singleChat', publishedMessage(id, entry, view.text, entry.senderId === principal.userId)),
        )
        return { success: true as const, data }
      },
    )
    app.post(
      path,
      {
        schema: {
          tags: ['dialects'],
          params,
          body: z.object({ message: contentField, id: z.unknown().optional() }),
          response: { 201: z.object({ success, data: publishedMessageSchema }) },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const { message: text, id: givenId } = request.body
        const entry = await postMessage(parts, principalOf(request), { sessionId: id, givenId, text })
        const data = showText('singleChat', publishedMessage(id, entry, entry.body.text, true))
        return reply.code(201).send({ success: true as const, data })
      },
    )
  }
}
