import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RestParts } from '../table/rest.ts'

const socketAnswerSchema = z.object({
  status: z.literal('ok'),
  path: z.literal('/socket.io'),
  timestamp: z.iso.datetime(),
})

/** Route that clients of the documents call before they have a token, to learn whether sockets are served here. */
export function socketRoutes({ now }: RestParts): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/api/socket', { schema: { tags: ['dialects'], response: { 200: socketAnswerSchema } } }, async () => ({
      status: 'ok' as const,
      path: '/socket.io' as const,
      timestamp: new Date(now()).toISOString(),
    }))
  }
}
