import { type BackOff, backOffMs, type Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'

/** Outcome of a step: it succeeded, it has to wait before it is tried again, or there was nothing to do. */
export type Step = 'done' | 'later' | 'idle'

export interface RetryLoop {
  /** Looks for something to do. */
  readonly wake: () => void
  /** The same, and what waits for its next try waits no longer. */
  readonly flushNow: () => void
  /** Begins nothing more. */
  readonly stop: () => void
}

const backOff: BackOff = { firstMs: 1_000, longestMs: 30_000 }

/**
 * Takes one step after the other, never two at once, and waits longer after each that failed. One that rejects, as when the
 * browser cannot store something, has failed too: it is tried again like the others.
 */
export function createRetryLoop(
  step: () => Promise<Step>,
  parts: Jitter & { readonly clock: Pick<Clock, 'after'> },
): RetryLoop {
  let isWorking = false
  let isAwake = false
  let isStopped = false
  let attempts = 0
  let cancelWait: () => void = () => undefined

  async function run(): Promise<void> {
    isWorking = true
    cancelWait()
    while (isAwake && !isStopped) {
      isAwake = false
      const outcome = await step().then(
        (result) => result,
        () => 'later' as const,
      )
      if (outcome === 'done') {
        attempts = 0
        isAwake = true
      } else if (outcome === 'later' && !isStopped) {
        isAwake = false
        attempts += 1
        cancelWait = parts.clock.after(backOffMs(attempts, backOff, parts), wake)
      }
    }
    isWorking = false
  }
  function wake(): void {
    isAwake = true
    if (!isWorking && !isStopped) void run()
  }

  return {
    wake,
    flushNow: () => {
      attempts = 0
      wake()
    },
    stop: () => {
      isStopped = true
      cancelWait()
    },
  }
}
