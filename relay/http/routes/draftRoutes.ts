import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  draftListAnswerSchema,
  draftListSchema,
  draftSaveAnswerSchema,
  draftSaveSchema,
} from '../../../src/shared/protocol/draft.ts'
import { restPaths } from '../../../src/shared/protocol/rest.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const querySchema = z.object({ after: z.coerce.number().pipe(draftListSchema.shape.after).default(0) })

/** Texts that staff have begun to write and not sent, for their own consoles. */
export function draftRoutes({ drafts }: Pick<HttpParts, 'drafts'>): FastifyPluginAsyncZod {
  const tags = ['drafts']
  return async (app) => {
    app.get(
      restPaths.drafts,
      { schema: { tags, querystring: querySchema, response: { 200: draftListAnswerSchema } } },
      (request) => drafts.listDrafts(principalOf(request), request.query.after),
    )
    app.post(
      restPaths.drafts,
      { schema: { tags, body: draftSaveSchema, response: { 200: draftSaveAnswerSchema } } },
      async (request) => ({ draft: await drafts.saveDraft(principalOf(request), request.body) }),
    )
  }
}
