import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { clinicDocumentSchema } from '../../../src/shared/model/clinic/clinicRules.ts'
import { restPaths } from '../../../src/shared/protocol/rest.ts'
import { clinicAnswerSchema, clinicPutSchema } from '../../../src/shared/protocol/settings/clinic.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

const querySchema = z.object({ held: z.coerce.number().pipe(clinicDocumentSchema.shape.version).optional() })

/** Rules that the clinic sets for all its consoles: staff read them, administrators change them. */
export function clinicRoutes({ clinic }: Pick<HttpParts, 'clinic'>): FastifyPluginAsyncZod {
  const tags = ['clinic']
  return async (app) => {
    app.get(
      restPaths.clinic,
      { schema: { tags, querystring: querySchema, response: { 200: clinicAnswerSchema } } },
      async (request) => ({ clinic: await clinic.readClinic(principalOf(request), request.query.held) }),
    )
    app.put(
      restPaths.clinic,
      { schema: { tags, body: clinicPutSchema, response: { 200: clinicDocumentSchema } } },
      (request) => clinic.putClinic(principalOf(request), request.body),
    )
  }
}
