import type { FastifyInstance } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { invitationAnswerSchema, invitationPostSchema } from '../../src/shared/protocol/invitation.ts'
import { restPaths } from '../../src/shared/protocol/rest.ts'
import { sessionParamsSchema } from './answers.ts'
import { askerOf } from './authentication.ts'
import type { HttpParts } from './httpParts.ts'

/** What invited patients may ask for: each of these keeps them to their session by what they may see. */
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
  `POST ${restPaths.watermarks}`,
])

/** Refuses with `forbidden`, of all the routes of this scope, those that are not for who came by an invitation. */
export function keepInvitedWithin(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request) => {
    if (askerOf(request).invitedTo === undefined) return
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
      async (request, reply) => {
        const { userId, lifeMinutes } = request.body
        const { invitation, expiresAtMs } = await invitations.create(askerOf(request), request.params.id, {
          userId,
          lifeMs: lifeMinutes * 60_000,
        })
        reply.header('cache-control', 'no-store')
        const base = publicUrl ?? `${request.protocol}://${request.host}/`
        // Behind the `#` it stays in the browser: no server, proxy or log on the way ever gets it.
        return { url: `${new URL('visit/', base).href}#${invitation}`, expiresAt: expiresAtMs }
      },
    )
  }
}
