import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { sessionPutSchema, sessionsAnswerSchema } from '../../../src/shared/protocol/rest.ts'
import { sessionAnswerSchema, sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Sessions: the list for everyone, their making and changing for administrators. */
export function sessionRoutes({ useCases }: Pick<HttpParts, 'useCases'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/api/sessions',
      { schema: { tags: ['sessions'], response: { 200: sessionsAnswerSchema } } },
      async (request) => {
        const principal = principalOf(request)
        const sessions = await useCases.listSessions(principal)
        const unread = new Map(
          (await useCases.countUnread(principal)).map(({ sessionId, ...counts }) => [sessionId, counts]),
        )
        return { sessions: sessions.map((session) => ({ ...session, unread: unread.get(session.id) ?? { care: 0 } })) }
      },
    )
    app.put(
      '/api/sessions/:id',
      {
        schema: {
          tags: ['sessions'],
          params: sessionParamsSchema,
          body: sessionPutSchema,
          response: { 200: sessionAnswerSchema },
        },
      },
      async (request) => ({
        session: await useCases.putSession(principalOf(request), request.params.id, request.body),
      }),
    )
  }
}
