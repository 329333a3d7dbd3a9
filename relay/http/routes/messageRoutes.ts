import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { entryIdSchema } from '../../../src/shared/model/ids.ts'
import { fitsMessage, limits } from '../../../src/shared/protocol/limits.ts'
import {
  messagePostAnswerSchema,
  messagePostSchema,
  messagesAnswerSchema,
  messagesQuerySchema,
  versionsAnswerSchema,
} from '../../../src/shared/protocol/rest.ts'
import type { HistoryMessage } from '../../sessions/sessionUseCases.ts'
import { sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const path = '/api/sessions/:id/messages'
const messageParamsSchema = sessionParamsSchema.extend({ messageId: entryIdSchema })

function toRestMessage({ entry: { body, ...entry }, view }: HistoryMessage) {
  const { kind: _, text: _sent, ...message } = body
  return {
    ...entry,
    ...message,
    text: view.text,
    ...(view.editedAt === null ? {} : { editedAt: view.editedAt }),
    ...(view.reactions.length === 0 ? {} : { reactions: [...view.reactions] }),
  }
}

/** A text over the limit is a failure of its own kind, which the schema alone would report as a wrong field. */
function refuseOversizedText(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('text' in body) || typeof body.text !== 'string') return
  if (fitsMessage(body.text)) return
  throw new FailureError('tooLarge', `text: the message is longer than ${limits.messageTextBytes} bytes`)
}

/** The messages of a session: its history in pages, and sending without a socket. */
export function messageRoutes({
  useCases,
  newEntryId,
}: Pick<HttpParts, 'useCases' | 'newEntryId'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      path,
      {
        schema: {
          tags: ['messages'],
          params: sessionParamsSchema,
          querystring: messagesQuerySchema,
          response: { 200: messagesAnswerSchema },
        },
      },
      async (request) => {
        const messages = await useCases.readMessages(principalOf(request), request.params.id, request.query)
        return { messages: messages.map(toRestMessage) }
      },
    )
    app.get(
      `${path}/:messageId/versions`,
      {
        schema: {
          tags: ['messages'],
          summary: 'All texts that a message has had, the original first',
          params: messageParamsSchema,
          querystring: messagesQuerySchema.pick({ thread: true }),
          response: { 200: versionsAnswerSchema },
        },
      },
      async (request) => {
        const { id: sessionId, messageId: target } = request.params
        const { thread } = request.query
        return { versions: await useCases.readVersions(principalOf(request), { sessionId, thread, target }) }
      },
    )
    app.post(
      path,
      {
        schema: {
          tags: ['messages'],
          params: sessionParamsSchema,
          body: messagePostSchema,
          response: { 200: messagePostAnswerSchema },
        },
        preValidation: async ({ body }) => refuseOversizedText(body),
      },
      async (request) => {
        const { id = newEntryId(), ...message } = request.body
        const sent = { ...message, id, sessionId: request.params.id }
        const { entry } = await useCases.appendMessage(principalOf(request), sent)
        return { id: entry.id, seq: entry.seq, at: entry.at }
      },
    )
  }
}
