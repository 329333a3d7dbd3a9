import type { FastifyError, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type Failure, FailureError, type FailureKind } from '../../src/shared/model/failure.ts'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { limits } from '../../src/shared/protocol/limits.ts'

/** The status that goes with a kind of failure. */
export const statusOf: Readonly<Record<FailureKind, number>> = {
  offline: 503,
  timeout: 504,
  rateLimited: 429,
  unavailable: 503,
  diskFull: 507,
  internal: 500,
  unauthenticated: 401,
  tokenExpired: 401,
  forbidden: 403,
  notFound: 404,
  invalid: 400,
  tooLarge: 413,
  conflict: 409,
  sessionClosed: 409,
  outsideHours: 409,
  frozen: 409,
  protocol: 400,
  newerDatabase: 500,
  wrongKey: 500,
}

const partOfRequest: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', headers: 'headers' }

/** The field that is wrong and what is wrong with it. A schema's message names what it expects, never what it was given. */
function invalidField(error: FastifyError): string {
  const [first] = error.validation ?? []
  const field = first?.instancePath.split('/').filter(Boolean).join('.')
  const place = field || (partOfRequest[error.validationContext ?? ''] ?? 'body')
  return `${place}: ${first?.message ?? 'is not valid'}`
}

/**
 * Returns the failure that an error means to the principal. The framework's words about a body are not passed on, since they may
 * quote it.
 */
export function toFailure(error: FastifyError | FailureError): Failure {
  if (error instanceof FailureError) return error.failure
  if (hasZodFastifySchemaValidationErrors(error)) return { kind: 'invalid', message: invalidField(error) }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.statusCode === 413) {
    return { kind: 'tooLarge', message: `The body is larger than ${limits.frameBytes} bytes.` }
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return { kind: 'invalid', message: 'The body must be JSON, with the content type application/json.' }
  }
  if (error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    return { kind: 'notFound', message: 'There is no such route.' }
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    // The framework's reader of JSON does not take fields that would change the prototype of an object, and says no more of it.
    return { kind: 'invalid', message: 'body: must be valid JSON, without a field __proto__ or constructor.prototype' }
  }
  if (error.statusCode === 503) return { kind: 'unavailable', message: 'The relay is stopping. Try again shortly.' }
  return { kind: 'internal', message: 'The relay could not do this because of a defect. Its log has the details.' }
}

/**
 * Sends a refusal with the status that goes with its kind unless HTTP has one of its own, and with the time to wait (ms), if that
 * is known.
 */
export function sendFailure(
  reply: FastifyReply,
  { kind, message }: Failure,
  {
    retryAfterMs,
    status = statusOf[kind],
  }: { readonly retryAfterMs?: number | undefined; readonly status?: number } = {},
): FastifyReply {
  if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  const refusal = JSON.stringify(refuse(kind, message))
  return reply.code(status).type('application/json; charset=utf-8').send(refusal)
}
