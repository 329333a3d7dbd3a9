import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { FailureError } from '../../../src/shared/model/failure.ts'
import {
  invitationExchangeSchema,
  invitationPaths,
  invitationRenewSchema,
  invitedTokenSchema,
} from '../../../src/shared/protocol/invitation.ts'
import { contentAnswer } from '../answers.ts'
import { addressOf } from '../authentication.ts'
import type { HttpParts } from '../httpParts.ts'
import type { PageFile } from '../readPatientPage.ts'

/** The page has its script, its styles and its connection from here and nothing from anywhere else; no text ever becomes markup. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'media-src blob:',
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types worker',
].join('; ')

const fileParamsSchema = z.object({ '*': z.string() })
const fileAnswer = { 200: contentAnswer('A file of the page', 'text/html') }

/** The page of invited patients below `/visit/`, and what it asks for without a token: to exchange its invitation and to renew. */
export function patientRoutes({
  invitations,
  patientPage,
  proxies,
}: Pick<HttpParts, 'invitations' | 'patientPage' | 'proxies'>): FastifyPluginAsyncZod {
  return async (app) => {
    const tags = ['invitations']
    const summary = 'The page of invited patients, and its files'
    const redirect = { 308: contentAnswer('The page is at Location', 'text/html') }
    app.get(
      '/visit',
      { schema: { tags, summary: 'Leads to the page of invited patients', response: redirect } },
      (_request, reply) => reply.redirect('visit/', 308),
    )
    app.get(
      '/visit/*',
      { schema: { tags, summary, params: fileParamsSchema, response: fileAnswer } },
      (request, reply) => {
        if (!patientPage)
          throw new FailureError(
            'unavailable',
            'The page of patients was not built. Run "npm run build" and start the relay again.',
          )
        const file = patientPage.get(request.params['*'])
        if (!file) throw new FailureError('notFound', 'There is no such file.')
        return sendFile(request, reply, file)
      },
    )
    app.post(
      invitationPaths.exchange,
      {
        schema: {
          tags: ['invitations'],
          summary: 'Exchanges an invitation for a token of its session',
          body: invitationExchangeSchema,
          response: { 200: invitedTokenSchema },
        },
      },
      (request) => invitations.exchange(request.body.invitation, request.body.key, addressOf(request, proxies)),
    )
    app.post(
      invitationPaths.renew,
      {
        schema: {
          tags: ['invitations'],
          summary: 'Gives the next token, while the session is active',
          body: invitationRenewSchema,
          response: { 200: invitedTokenSchema },
        },
      },
      ({ body }) => invitations.renew(body.invitationId, body.key, body.hasUnsent),
    )
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply.headers({
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-security-policy': contentPolicy,
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  })
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const accepted = String(request.headers['accept-encoding'] ?? '')
  for (const encoding of ['br', 'gzip'] as const) {
    const encoded = file.encoded[encoding]
    if (encoded && new RegExp(`\\b${encoding}\\b`).test(accepted))
      return reply.header('content-encoding', encoding).send(encoded)
  }
  return reply.send(file.content)
}
