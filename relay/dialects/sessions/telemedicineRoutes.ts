import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import type { MessageEntry } from '../table/dialectUpdates.ts'
import { contentField, dateOf } from '../table/fields.ts'
import { postMessage, rangeSchema } from '../table/messageRoutes.ts'
import type { RestParts } from '../table/rest.ts'
import { withNamedFiles } from '../table/withNamedFiles.ts'

const path = '/api/telemedicine/sessions/:id/chat'
const params = z.object({ id: sessionIdSchema })
const success = z.literal(true)

/** A message as it is pushed, with whether it is ciphertext. */
const polledSchema = z.strictObject({
  id: z.string(),
  sessionId: z.string(),
  senderId: z.string(),
  senderName: z.string(),
  senderRole: z.string(),
  message: z.string(),
  encrypted: z.boolean(),
  timestamp: z.iso.datetime(),
})

/** `encryptedMessage` is a plain text where `encrypted` is false; who and when are the relay's to know. */
const postSchema = z.object({
  encryptedMessage: contentField,
  encrypted: z.boolean().default(true),
  id: z.unknown().optional(),
})

/** The chat of a telemedicine session as the published client polls it and writes into it. */
export function telemedicineRoutes(parts: RestParts): FastifyPluginAsyncZod {
  const { useCases, principalOf, showText } = parts

  function polled(sessionId: string, entry: MessageEntry, text: string): z.output<typeof polledSchema> {
    const { id, senderId, senderName, senderRole, at, body } = entry
    const encrypted = body.contentEncoding === 'encrypted'
    const message = encrypted ? text : withNamedFiles(body, text)
    const shown = { id, sessionId, senderId, senderName, senderRole, message, encrypted, timestamp: dateOf(at) }
    return showText('sessions', shown, encrypted ? ['message'] : [])
  }

  return async (app) => {
    app.get(
      path,
      {
        schema: {
          tags: ['dialects'],
          params,
          querystring: rangeSchema,
          response: { 200: z.object({ success, data: z.object({ messages: z.array(polledSchema) }) }) },
        },
      },
      async (request) => {
        const { id } = request.params
        const messages = await useCases.readMessages(principalOf(request), id, { ...request.query, thread: 'care' })
        const data = { messages: messages.map(({ entry, view }) => polled(id, entry, view.text)) }
        return { success: true as const, data }
      },
    )
    app.post(
      path,
      {
        schema: {
          tags: ['dialects'],
          params,
          body: postSchema,
          response: { 200: z.object({ success, data: polledSchema }) },
        },
      },
      async (request) => {
        const { id: sessionId } = request.params
        const { encryptedMessage: text, encrypted, id: givenId } = request.body
        const encoding = encrypted ? { contentEncoding: 'encrypted' as const } : {}
        const entry = await postMessage(parts, principalOf(request), { sessionId, givenId, text, ...encoding })
        return { success: true as const, data: polled(sessionId, entry, entry.body.text) }
      },
    )
  }
}
