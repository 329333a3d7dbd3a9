import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { sessionFindSchema } from '../../../src/shared/model/digest/sessionFind.ts'
import { sessionFindAckSchema } from '../../../src/shared/protocol/find.ts'
import { restPaths } from '../../../src/shared/protocol/rest.ts'
import {
  logReadAckSchema,
  logReadSchema,
  syncPullAckSchema,
  syncPullSchema,
} from '../../../src/shared/protocol/sync.ts'
import { watermarkAdvanceSchema } from '../../../src/shared/protocol/watermark.ts'
import { doneSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const [pageSchema] = syncPullAckSchema.options
const [logPageSchema] = logReadAckSchema.options
const [foundSchema] = sessionFindAckSchema.options

/** Catch-up, finding sessions and watermarks for consoles that cannot have a socket: the socket's requests, and its acknowledgements. */
export function syncRoutes({ useCases }: Pick<HttpParts, 'useCases'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      restPaths.sync,
      { schema: { tags: ['sync'], body: syncPullSchema, response: { 200: pageSchema } } },
      async (request) => ({
        success: true as const,
        ...(await useCases.pullSync(principalOf(request), request.body)),
      }),
    )
    app.post(
      restPaths.log,
      { schema: { tags: ['sync'], body: logReadSchema, response: { 200: logPageSchema } } },
      async (request) => ({
        success: true as const,
        ...(await useCases.readLog(principalOf(request), request.body)),
      }),
    )
    app.post(
      restPaths.find,
      { schema: { tags: ['sync'], body: sessionFindSchema, response: { 200: foundSchema } } },
      async (request) => {
        const { looked: _, ...page } = await useCases.findSessions(principalOf(request), request.body)
        return { success: true as const, ...page }
      },
    )
    app.post(
      restPaths.watermarks,
      { schema: { tags: ['sync'], body: watermarkAdvanceSchema, response: { 200: doneSchema } } },
      async (request) => {
        await useCases.advanceWatermarks(principalOf(request), request.body)
        return { success: true as const }
      },
    )
  }
}
