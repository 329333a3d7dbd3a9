import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { VerifyToken } from '../gateway/verifyToken.ts'
import type { Asker } from '../sessions/asker.ts'

const askerKey = 'asker'

function bearerToken(request: FastifyRequest): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) {
    throw new FailureError('unauthenticated', 'A token is needed: send it as "Authorization: Bearer <token>".')
  }
  return token
}

/**
 * Lets no request to the routes of this scope pass without a valid token, before its body is read. Refuses with
 * `unauthenticated` or `tokenExpired`.
 */
export function requireToken(scope: FastifyInstance, verifyToken: VerifyToken): void {
  scope.decorateRequest(askerKey, null)
  scope.addHook('onRequest', async (request) => {
    const verdict = await verifyToken(bearerToken(request))
    if (!('refused' in verdict)) {
      request.setDecorator<Asker>(askerKey, { ...verdict, address: request.ip })
    } else if (verdict.refused === 'expired') {
      throw new FailureError('tokenExpired', 'The token has expired. Renew it or sign in again.')
    } else {
      throw new FailureError('unauthenticated', 'The token is not valid. Sign in again.')
    }
  })
}

/** Who makes this request; for routes behind `requireToken` only. */
export function askerOf(request: FastifyRequest): Asker {
  return request.getDecorator<Asker>(askerKey)
}
