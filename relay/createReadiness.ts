import { FailureError } from '../src/shared/model/failure.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { madeAtMost } from './http/madeOnce.ts'

/** A database that takes longer is of no use to those who wait, in ms; who asks has seldom more patience. */
const answersWithinMs = 2_000

/** Time for which a result is given to whoever asks. */
const freshMs = 250

export interface Readiness {
  /** Resolves when the node can work now. Rejects with `FailureError('unavailable')` when it stops, or its database does not answer. */
  readonly check: () => Promise<void>
  /** The node stops: from now on it is not ready. */
  readonly stop: () => void
}

/** Knows whether a node can work: it does not stop, and its database does in time what `askStore` asks of it. */
export function createReadiness(parts: {
  readonly askStore: () => Promise<unknown>
  readonly clock: Pick<Clock, 'after' | 'steady'>
}): Readiness {
  const { clock } = parts
  // It writes, and nobody needs a token for it.
  const askStore = madeAtMost({ freshMs, now: clock.steady }, parts.askStore)
  let isStopping = false

  function timeLimit(): { readonly passed: Promise<never>; readonly cancel: () => void } {
    const { promise: passed, reject } = Promise.withResolvers<never>()
    const late = () => reject(new FailureError('unavailable', 'The store does not answer in time.'))
    return { passed, cancel: clock.after(answersWithinMs, late) }
  }

  return {
    check: async () => {
      if (isStopping) throw new FailureError('unavailable', 'This node of the relay stops.')
      const limit = timeLimit()
      try {
        await Promise.race([askStore(), limit.passed])
      } finally {
        limit.cancel()
      }
    },
    stop: () => {
      isStopping = true
    },
  }
}
