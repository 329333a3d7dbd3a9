import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Role } from '../../src/shared/model/role.ts'
import { cleanName } from '../../src/shared/model/text/personName.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { hasDuplicateMembers } from './duplicateMembers.ts'
import { roleOfToken, subjectOf } from './readClaims.ts'
import type { TokenSettings } from './tokenSettings.ts'
import type { IsEnded, VerifyToken } from './verifyToken.ts'

export interface TokenVerifierParts {
  readonly settings: Pick<TokenSettings, 'key' | 'issuer' | 'audience' | 'claims'>
  readonly clock: Pick<Clock, 'now'>
  /** The user's account, if there is one: for tokens that carry no name, or no role. */
  readonly findAccount: (userId: UserId) => Promise<{ readonly name: string; readonly role: Role } | undefined>
  /** Whether what such a token gave was ended. */
  readonly isEnded: IsEnded
}

const longestTokenBytes = 8 * 1024
/** Most that the clock of a token's issuer may differ from the relay's, in seconds. */
const clockLeewayS = 60
/** End of the year 9999: a later instant is no date. */
const latestExpiryS = 253_402_300_799

const claimsSchema = z.object({
  name: z.string().transform(cleanName).pipe(z.string().min(1).max(200)).optional().catch(undefined),
  iat: z.number().optional(),
  login: z.string().optional().catch(undefined),
  exp: z.number().positive().max(latestExpiryS),
})

const segmentPattern = /^[A-Za-z0-9_-]+$/

/** Decoders forgive spare bits and foreign characters; a token that is not spelled the one canonical way is not the one we signed. */
function isWellFormed(token: string): boolean {
  if (token.length > longestTokenBytes) return false
  const segments = token.split('.')
  if (segments.length !== 3) return false
  const isCanonical = (segment: string) =>
    segmentPattern.test(segment) && Buffer.from(segment, 'base64url').toString('base64url') === segment
  if (!segments.every(isCanonical)) return false
  try {
    return segments.slice(0, 2).every((segment) => {
      const json = Buffer.from(segment, 'base64url').toString('utf8')
      JSON.parse(json)
      return !hasDuplicateMembers(json)
    })
  } catch {
    return false
  }
}

/** Returns whether the token begins to count later; its signature and all else that is checked before are right. */
function isTooEarly(error: unknown): boolean {
  const isOfTime = error instanceof errors.JWTClaimValidationFailed && error.reason === 'check_failed'
  return isOfTime && error.claim === 'nbf'
}

/** Returns whether jose's error is about the token, rather than about keys that could not be fetched. */
function isAboutTheToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false
  return error.code !== 'ERR_JOSE_GENERIC'
}

/**
 * The verifier under these settings. The algorithm is HS256 with a secret, and RS256, ES256 or EdDSA with a key set; nothing
 * else. A token counts from 60 s before its `nbf` and `iat` until 60 s after its `exp`; only one that is right in all else is
 * refused as `expired`, also when what it gave was ended, `notYetValid`, or `unknownRole`. Claims of the subject that name different people are invalid. Throws `FailureError('unavailable')` when the identity
 * provider's keys cannot be had, because then nothing is known of the token.
 */
export function createTokenVerifier({ settings, clock, findAccount, isEnded }: TokenVerifierParts): VerifyToken {
  const options = {
    requiredClaims: ['exp'],
    clockTolerance: clockLeewayS,
    ...(settings.issuer === null ? {} : { issuer: settings.issuer }),
    ...(settings.audience === null ? {} : { audience: settings.audience }),
  }
  const { key } = settings
  const readVerified = (() => {
    if (key.kind === 'secret') {
      return async (token: string): Promise<JWTPayload> => {
        const verified = await jwtVerify(token, key.secret, {
          ...options,
          algorithms: ['HS256'],
          currentDate: new Date(clock.now()),
        })
        return verified.payload
      }
    }
    const keySet = createRemoteJWKSet(key.url)
    return async (token: string): Promise<JWTPayload> => {
      const verified = await jwtVerify(token, keySet, {
        ...options,
        algorithms: ['RS256', 'ES256', 'EdDSA'],
        currentDate: new Date(clock.now()),
      })
      return verified.payload
    }
  })()

  return async (token) => {
    if (!isWellFormed(token)) return { refused: 'invalid' }
    let payload: JWTPayload
    try {
      payload = await readVerified(token)
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { refused: 'expired' }
      if (isTooEarly(error)) return { refused: 'notYetValid' }
      if (key.kind === 'secret' || isAboutTheToken(error)) return { refused: 'invalid' }
      throw new FailureError('unavailable', 'The keys that tokens are checked with cannot be reached. Try again later.')
    }
    const claims = claimsSchema.safeParse(payload)
    if (!claims.success) return { refused: 'invalid' }
    const { name, iat, exp } = claims.data
    const userId = subjectOf(payload, settings.claims)
    if (userId === undefined) return { refused: 'invalid' }
    const named = roleOfToken(payload, settings.claims)
    if (named === 'unknown') return { refused: 'unknownRole' }
    const nowS = clock.now() / 1000
    if (iat !== undefined && iat > nowS + clockLeewayS) return { refused: 'notYetValid' }
    const admission = {
      userId,
      ...(key.kind === 'secret' && claims.data.login !== undefined ? { loginId: claims.data.login } : {}),
      ...(iat === undefined ? {} : { issuedAtMs: Math.round(iat * 1000) }),
    }
    // Renewing it, or signing in again, gives one that counts.
    if (await isEnded(admission)) return { refused: 'expired' }
    const account = named === 'none' || name === undefined ? await findAccount(userId) : undefined
    const role = named === 'none' ? account?.role : named
    if (role === undefined) return { refused: 'unknownRole' }
    return {
      ...admission,
      role,
      name: name ?? account?.name ?? userId,
      // Who was admitted by the leeway has it; anyone else has `exp`.
      expiresAtMs: Math.floor((exp > nowS ? exp : exp + clockLeewayS) * 1000),
    }
  }
}
