import { type BackOff, backOffMs, type Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'

/** Outcome of a step: it went on, it has to wait before it is tried again, or there was nothing to do. */
export type Step = 'done' | 'later' | 'idle'

export interface Lane {
  /** There may be something to do. */
  readonly work: () => void
  /** The same, and what waits for its next try waits no longer. */
  readonly flushNow: () => void
  /** Nothing more is begun. */
  readonly stop: () => void
}

const backOff: BackOff = { firstMs: 1_000, longestMs: 30_000 }

/**
 * Takes one step after the other, never two at once, and waits longer after each that did not go. One that rejects, as when the
 * browser cannot store something, did not go either: it is tried again like the others.
 */
export function createLane(step: () => Promise<Step>, parts: Jitter & { readonly clock: Pick<Clock, 'after'> }): Lane {
  let isWorking = false
  let isAsked = false
  let isStopped = false
  let attempts = 0
  let cancelWait: () => void = () => undefined

  async function run(): Promise<void> {
    isWorking = true
    cancelWait()
    while (isAsked && !isStopped) {
      isAsked = false
      const came = await step().then(
        (result) => result,
        () => 'later' as const,
      )
      if (came === 'done') {
        attempts = 0
        isAsked = true
      } else if (came === 'later' && !isStopped) {
        isAsked = false
        attempts += 1
        cancelWait = parts.clock.after(backOffMs(attempts, backOff, parts), work)
      }
    }
    isWorking = false
  }
  function work(): void {
    isAsked = true
    if (!isWorking && !isStopped) void run()
  }

  return {
    work,
    flushNow: () => {
      attempts = 0
      work()
    },
    stop: () => {
      isStopped = true
      cancelWait()
    },
  }
}
