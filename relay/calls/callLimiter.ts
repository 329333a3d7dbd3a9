import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { Principal } from '../sessions/access/principal.ts'

type Caller = Pick<Principal, 'userId' | 'address'>

/**
 * Limits on calls by a user and by an address, and on signals by a user. Both reject with `FailureError('rateLimited')`.
 */
export interface CallLimiter {
  readonly initiate: (caller: Caller) => Promise<void>
  readonly signal: (caller: Caller) => Promise<void>
}

/** The limits on calls among those of the relay. */
export function createCallLimiter(limit: RateLimiter): CallLimiter {
  return {
    initiate: async ({ userId, address }) => {
      await limit('callAsUser', userId)
      if (address !== undefined) await limit('callFromAddress', address)
    },
    signal: ({ userId }) => limit('signalAsUser', userId),
  }
}
