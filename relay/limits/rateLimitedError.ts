import { FailureError } from '../../src/shared/model/failure.ts'

/** A `FailureError('rateLimited')` that knows how long to wait, in ms. */
export class RateLimitedError extends FailureError {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number, what = 'Too many requests.') {
    super('rateLimited', `${what} Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`)
    this.retryAfterMs = retryAfterMs
  }
}
