import { FailureError } from '../../src/shared/model/failure.ts'

/** A `FailureError('unavailable')` of a relay that has too much of one kind to do, and knows how long to wait, in ms. */
export class BusyError extends FailureError {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number) {
    super('unavailable', `The relay has too much to do. Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s.`)
    this.retryAfterMs = retryAfterMs
  }
}
