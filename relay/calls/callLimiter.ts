import type { UserId } from '../../src/shared/model/ids.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'

/** How often a user may call, and signal. Both reject with `FailureError('rateLimited')`. */
export interface CallLimiter {
  readonly initiate: (userId: UserId) => Promise<void>
  readonly signal: (userId: UserId) => Promise<void>
}

/** The limits on calls among those of the relay. */
export function createCallLimiter(limit: RateLimiter): CallLimiter {
  return {
    initiate: (userId) => limit('callAsUser', userId),
    signal: (userId) => limit('signalAsUser', userId),
  }
}
