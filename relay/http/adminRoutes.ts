import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionCloseSchema } from '../../src/shared/protocol/session.ts'
import { listedSessionSchema, listedUserSchema, purgedSchema, purgePostSchema } from '../admin/administration.ts'
import { sessionExportSchema } from '../admin/sessionExport.ts'
import { sessionParamsSchema, userParamsSchema } from './answers.ts'
import { askerOf } from './authentication.ts'
import type { HttpParts } from './httpParts.ts'

const closePostSchema = sessionCloseSchema.omit({ sessionId: true })

/** What `npm run relay:admin` asks of a relay that runs; for administrators. */
export function adminRoutes({ administration }: Pick<HttpParts, 'administration'>): FastifyPluginAsyncZod {
  const tags = ['administration']
  return async (app) => {
    app.get(
      '/api/admin/users',
      { schema: { tags, response: { 200: z.object({ users: z.array(listedUserSchema) }) } } },
      async (request) => ({ users: await administration.listUsers(askerOf(request)) }),
    )
    app.get(
      '/api/admin/sessions',
      { schema: { tags, response: { 200: z.object({ sessions: z.array(listedSessionSchema) }) } } },
      async (request) => ({ sessions: await administration.listSessions(askerOf(request)) }),
    )
    app.get(
      '/api/admin/sessions/:id/export',
      { schema: { tags, params: sessionParamsSchema, response: { 200: sessionExportSchema } } },
      (request) => administration.exportSession(askerOf(request), request.params.id),
    )
    app.post(
      '/api/admin/sessions/:id/close',
      {
        schema: {
          tags,
          params: sessionParamsSchema,
          body: closePostSchema,
          response: { 200: z.object({ success: z.literal(true) }) },
        },
      },
      async (request) => {
        const { id, reason } = request.body
        await administration.closeSession(askerOf(request), request.params.id, id, reason)
        return { success: true as const }
      },
    )
    app.delete(
      '/api/admin/users/:id/tokens',
      { schema: { tags, params: userParamsSchema, response: { 200: z.object({ revoked: z.int().min(0) }) } } },
      async (request) => ({ revoked: await administration.revokeTokens(askerOf(request), request.params.id) }),
    )
    app.post(
      '/api/admin/purge',
      { schema: { tags, body: purgePostSchema, response: { 200: purgedSchema } } },
      async (request) => {
        const { before, trial } = request.body
        const { sessionIds, files } = await administration.purge(askerOf(request), { beforeMs: before, isTrial: trial })
        return { sessionIds: [...sessionIds], files }
      },
    )
  }
}
