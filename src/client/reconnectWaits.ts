import { type BackOff, backOffMs, type Jitter } from '../shared/model/timing/backOff.ts'
import type { Clock } from '../shared/model/timing/clock.ts'

/** Creates the waits before attempts to connect, which grow with the failures in a row: at most one at a time. */
export function createReconnectWaits(parts: {
  readonly clock: Pick<Clock, 'after'>
  readonly jitter: Jitter
  readonly backOff: BackOff
  /** Begins the next attempt. */
  readonly over: () => void
}) {
  const { clock, jitter, backOff } = parts
  let failures = 0
  let cancelWait: (() => void) | undefined

  function cancel(): void {
    cancelWait?.()
    cancelWait = undefined
  }

  function wait(delayMs: number): void {
    cancel()
    cancelWait = clock.after(delayMs, endNow)
  }

  function endNow(): void {
    cancel()
    parts.over()
  }

  return {
    /** Counts a failure. Returns how many there have been in a row. */
    countFailure: (): number => {
      failures += 1
      return failures
    },
    /** The next failure is the first. */
    reset: (): void => {
      failures = 0
    },
    /** Waits after a failure that was counted, by waits of its own. */
    afterFailure: (ownBackOff: BackOff): void => wait(backOffMs(failures, ownBackOff, jitter)),
    /** Waits after the loss of a connection: not before `notBeforeMs`, and then only a little, unless there have been failures. */
    afterLoss: (notBeforeMs: number): void =>
      wait(notBeforeMs + (failures > 0 ? backOffMs(failures, backOff, jitter) : jitter.fraction() * backOff.firstMs)),
    /** Begins the next attempt, in place of waiting for it. */
    endNow,
    isWaiting: (): boolean => cancelWait !== undefined,
    cancel,
  }
}
