import { SignJWT } from 'jose'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { TokenSettings } from './tokenSettings.ts'

/** `loginId`: the login that it is issued for, with which it ends. */
export type IssueToken = (
  user: Principal,
  loginId?: string,
) => Promise<{ readonly token: string; readonly expiresAtMs: number }>

/**
 * Signs access tokens (HS256, life `expiresInMs`) that `createTokenVerifier` accepts under the same settings. Throws
 * `FailureError('forbidden')` when tokens come from an identity provider: the relay then has no key to sign with.
 */
export function createTokenIssuer(settings: TokenSettings, clock: Pick<Clock, 'now'>): IssueToken {
  const { key } = settings
  return async ({ userId, role, name }, loginId) => {
    if (key.kind === 'jwks') {
      throw new FailureError('forbidden', 'This relay takes tokens from an identity provider. Sign in there.')
    }
    const issuedAtS = Math.floor(clock.now() / 1000)
    const expiresAtS = issuedAtS + Math.floor(settings.expiresInMs / 1000)
    const claims = {
      // Clients of the documents read `userId` out of the token; others expect `sub`.
      sub: userId,
      userId,
      role,
      name,
      iat: issuedAtS,
      exp: expiresAtS,
      ...(loginId === undefined ? {} : { login: loginId }),
      ...(settings.issuer === null ? {} : { iss: settings.issuer }),
      ...(settings.audience === null ? {} : { aud: settings.audience }),
    }
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key.secret)
    return { token, expiresAtMs: expiresAtS * 1000 }
  }
}
