import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sessionCloseSchema } from '../../../src/shared/protocol/session.ts'
import {
  listedSessionSchema,
  listedUserSchema,
  purgedSchema,
  purgePostSchema,
} from '../../administration/administration.ts'
import { exportPieces, sessionExportSchema } from '../../administration/sessionExport.ts'
import { sessionParamsSchema, userParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const closePostSchema = sessionCloseSchema.omit({ sessionId: true })

/** Routes for `npm run relay:admin` on a running relay; for administrators. */
export function adminRoutes({ administration }: Pick<HttpParts, 'administration'>): FastifyPluginAsyncZod {
  const tags = ['administration']
  return async (app) => {
    app.get(
      '/api/admin/users',
      { schema: { tags, response: { 200: z.object({ users: z.array(listedUserSchema) }) } } },
      async (request) => ({ users: await administration.listUsers(principalOf(request)) }),
    )
    app.get(
      '/api/admin/sessions',
      { schema: { tags, response: { 200: z.object({ sessions: z.array(listedSessionSchema) }) } } },
      async (request) => ({ sessions: await administration.listSessions(principalOf(request)) }),
    )
    app.get(
      '/api/admin/sessions/:id/export',
      { schema: { tags, params: sessionParamsSchema, response: { 200: sessionExportSchema } } },
      async (request, reply) => {
        const exported = await administration.exportSession(principalOf(request), request.params.id)
        reply.type('application/json; charset=utf-8')
        // Written piece by piece as the line takes them; the schema's type is that of what they are put together to.
        return await (reply as FastifyReply).send(Readable.from(exportPieces(exported)))
      },
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
        await administration.closeSession(principalOf(request), request.params.id, id, reason)
        return { success: true as const }
      },
    )
    app.delete(
      '/api/admin/users/:id/tokens',
      { schema: { tags, params: userParamsSchema, response: { 200: z.object({ revoked: z.int().min(0) }) } } },
      async (request) => ({ revoked: await administration.revokeTokens(principalOf(request), request.params.id) }),
    )
    app.post(
      '/api/admin/purge',
      { schema: { tags, body: purgePostSchema, response: { 200: purgedSchema } } },
      async (request) => {
        const { before: beforeMs, trial: isTrial, redacted: takesRedacted } = request.body
        const purged = await administration.purge(principalOf(request), { beforeMs, isTrial, takesRedacted })
        return { ...purged, sessionIds: [...purged.sessionIds] }
      },
    )
  }
}
