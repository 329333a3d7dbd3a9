import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FailureError } from '../../src/shared/model/failure.ts'
import { unknownRoleText, type VerifyToken } from '../accounts/verifyToken.ts'
import { tokenIn } from '../engine/givenToken.ts'
import { clientAddress } from '../limits/clientAddress.ts'
import type { Principal } from '../sessions/access/principal.ts'

const principalKey = 'principal'

const tokenRefusals = {
  invalid: () => new FailureError('unauthenticated', 'The token is not valid. Sign in again.'),
  expired: () => new FailureError('tokenExpired', 'The token has expired. Renew it or sign in again.'),
  notYetValid: () =>
    new FailureError(
      'unauthenticated',
      'The token is not valid yet. Compare the clock of whoever issued it with the relay’s.',
    ),
  unknownRole: () => new FailureError('unauthenticated', unknownRoleText),
}

function bearerToken(request: FastifyRequest): string {
  const token = tokenIn(request.headers.authorization ?? '')
  if (token === undefined) {
    throw new FailureError('unauthenticated', 'A token is needed: send it as "Authorization: Bearer <token>".')
  }
  return token
}

/**
 * Requires a valid token of every request to the routes of this scope, before its body is read. Refuses with `unauthenticated` or
 * `tokenExpired`.
 */
export function requireToken(scope: FastifyInstance, verifyToken: VerifyToken, proxies: number): void {
  scope.decorateRequest(principalKey, null)
  scope.addHook('onRequest', async (request) => {
    const verdict = await verifyToken(bearerToken(request))
    if ('refused' in verdict) throw tokenRefusals[verdict.refused]()
    request.setDecorator<Principal>(principalKey, { ...verdict, address: addressOf(request, proxies) })
  })
}

/** Returns where a request comes from, as limits count it. */
export function addressOf({ headers, socket }: FastifyRequest, proxies: number): string {
  return clientAddress(headers, socket.remoteAddress, proxies)
}

/** Returns the author of this request; for routes behind `requireToken` only. */
export function principalOf(request: FastifyRequest): Principal {
  return request.getDecorator<Principal>(principalKey)
}
