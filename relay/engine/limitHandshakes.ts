import type { VerifyToken } from '../accounts/verifyToken.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'

/** Returns the same check of a token for handshakes: a user may connect so often. Rejects with `RateLimitedError`. */
export function limitHandshakes(verifyToken: VerifyToken, limit: RateLimiter): VerifyToken {
  return async (token) => {
    const verdict = await verifyToken(token)
    if (!('refused' in verdict)) await limit('connectAsUser', verdict.userId)
    return verdict
  }
}
