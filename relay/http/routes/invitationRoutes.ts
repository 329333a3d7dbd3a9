import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import {
  invitationAnswerSchema,
  invitationPostSchema,
  listedInvitationsSchema,
  revokedInvitationsSchema,
} from '../../../src/shared/protocol/invitation.ts'
import { restPaths } from '../../../src/shared/protocol/rest.ts'
import { linkOf } from '../../invitations/linkOf.ts'
import { sessionParamsSchema } from '../answers.ts'
import { principalOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'

/** Routes that invited patients may call: each keeps them to their session by what they may see. */
const forInvited: ReadonlySet<string> = new Set([
  'GET /api/sessions/:id/messages',
  'GET /api/sessions/:id/messages/:messageId/versions',
  'POST /api/sessions/:id/messages',
  'POST /api/sessions/:id/attachments',
  'GET /api/attachments/:id',
  'HEAD /api/attachments/:id',
  'PATCH /api/attachments/:id',
  'DELETE /api/attachments/:id',
  `POST ${restPaths.sync}`,
  `POST ${restPaths.log}`,
  `POST ${restPaths.find}`,
  `POST ${restPaths.watermarks}`,
])

/** Refuses with `forbidden`, of all the routes of this scope, those that are not for who came by an invitation. */
export function keepInvitedWithin(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request) => {
    if (principalOf(request).invitedTo === undefined) return
    if (!forInvited.has(`${request.method} ${request.routeOptions.url}`))
      throw new FailureError('forbidden', 'Who was invited to a session takes part in it, and nothing more.')
  })
}

/** Invitations of patients, for the clinicians of a session and for administrators. */
export function invitationRoutes({
  invitations,
  publicUrl,
}: Pick<HttpParts, 'invitations' | 'publicUrl'>): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/api/sessions/:id/invitations',
      {
        schema: {
          tags: ['invitations'],
          summary: 'Makes a link by which the patient comes into the session, once',
          params: sessionParamsSchema,
          body: invitationPostSchema,
          response: { 200: invitationAnswerSchema },
        },
        // Nothing has to be wished for.
        preValidation: async (request) => {
          Object.assign(request, { body: request.body ?? {} })
        },
      },
      async (request) => {
        const { userId, lifeMinutes } = request.body
        const { invitation, expiresAtMs } = await invitations.create(principalOf(request), request.params.id, {
          userId,
          lifeMs: lifeMinutes * 60_000,
        })
        const base = publicUrl ?? `${request.protocol}://${request.host}/`
        return { url: linkOf(base, invitation), expiresAt: expiresAtMs }
      },
    )
    app.get(
      '/api/sessions/:id/invitations',
      {
        schema: {
          tags: ['invitations'],
          summary: 'The links into the session: whose, whether opened, whether taken back',
          params: sessionParamsSchema,
          response: { 200: listedInvitationsSchema },
        },
      },
      async (request) => ({ invitations: [...(await invitations.list(principalOf(request), request.params.id))] }),
    )
    app.delete(
      '/api/sessions/:id/invitations',
      {
        schema: {
          tags: ['invitations'],
          summary: 'Takes back the links into the session, of one patient or of all',
          params: sessionParamsSchema,
          querystring: z.object({ userId: userIdSchema.optional() }),
          response: { 200: revokedInvitationsSchema },
        },
      },
      async (request) => ({
        revoked: await invitations.revoke(principalOf(request), request.params.id, request.query.userId),
      }),
    )
  }
}
