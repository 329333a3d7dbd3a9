import { type BackOff, backOffMs } from '../../../shared/model/timing/backOff.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { Random } from '../runtime/random.ts'

interface RetryParts {
  readonly clock: Clock
  readonly random: Pick<Random, 'fraction'>
  readonly backOff: BackOff
  readonly run: Background['run']
  /** Resolves with whether it succeeded. */
  readonly attempt: () => Promise<boolean>
}

/**
 * Creates the owner of one task that is tried until it succeeds: at most one attempt is under way and at most one timer
 * waits, whoever asks and however often.
 */
export function createRetry(parts: RetryParts) {
  let isUnderWay = false
  let isAskedAgain = false
  let failures = 0
  let cancelWait: (() => void) | null = null

  function cancelPlanned(): void {
    cancelWait?.()
    cancelWait = null
    isAskedAgain = false
  }

  function plan(): void {
    failures += 1
    cancelWait?.()
    cancelWait = parts.clock.after(backOffMs(failures, parts.backOff, parts.random), now)
  }

  async function attempt(): Promise<void> {
    isUnderWay = true
    let succeeded = false
    try {
      succeeded = await parts.attempt()
    } finally {
      isUnderWay = false
      if (succeeded) failures = 0
      if (isAskedAgain) now()
      else if (!succeeded) plan()
    }
  }

  function now(): void {
    cancelPlanned()
    if (isUnderWay) isAskedAgain = true
    else parts.run(attempt)
  }

  return {
    /** Tries now; while an attempt is under way, once more after it. */
    now,
    /** Something went wrong beside it: tries after the back-off, unless an attempt is planned or under way. */
    later: (): void => {
      if (cancelWait === null && !isUnderWay) plan()
    },
    /** Begins anew with the shortest wait, and plans nothing. An attempt under way goes on, and decides for itself. */
    reset: (): void => {
      cancelPlanned()
      failures = 0
    },
  }
}
