import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Rest } from '../../dialects/table/rest.ts'
import { askerOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Registers the routes of every dialect that its clients need no token for, or one. */
export function dialectRoutes(
  kind: keyof Rest,
  parts: Pick<HttpParts, 'dialects' | 'useCases' | 'newEntryId' | 'showText' | 'now'>,
): FastifyPluginAsyncZod {
  return async (app) => {
    for (const { rest } of Object.values(parts.dialects)) {
      const routes = rest?.[kind]
      if (routes) await app.register(routes({ ...parts, askerOf }))
    }
  }
}
