import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  restPaths,
  sessionPostAnswerSchema,
  sessionPostSchema,
  sessionPutSchema,
  sessionsAnswerSchema,
} from '../../../src/shared/protocol/rest.ts'
import { sessionAnswerSchema, sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Sessions: the list for everyone, opening one for clinicians, making and changing any for administrators. */
export function sessionRoutes({ useCases }: Pick<HttpParts, 'useCases'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      restPaths.sessions,
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
    app.post(
      restPaths.sessions,
      {
        schema: {
          tags: ['sessions'],
          summary: 'Opens a session of a new patient, who is at the door, for the clinician who asks',
          body: sessionPostSchema,
          response: { 200: sessionPostAnswerSchema },
        },
      },
      async (request) => ({ session: await useCases.openSession(principalOf(request), request.body) }),
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
