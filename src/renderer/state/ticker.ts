import type { Clock } from '../../shared/model/timing/clock.ts'

/** One clock for everything on the screen that counts time, so that all of it moves together, once a second. */
export interface Ticker {
  /** Calls `listener` at each full second while there is one. Returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
  /** The full second it is, in ms since 1970; the same until the next tick. */
  readonly nowMs: () => number
}

/** Creates a ticker that rests while nobody listens. */
export function createTicker(clock: Clock): Ticker {
  const listeners = new Set<() => void>()
  let secondMs = wholeSecond(clock.now())
  let cancel: (() => void) | null = null

  const tick = () => {
    secondMs = wholeSecond(clock.now())
    schedule()
    for (const listener of [...listeners]) listener()
  }
  const schedule = () => {
    cancel = clock.after(1_000 - (clock.now() % 1_000), tick)
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      if (cancel === null) {
        secondMs = wholeSecond(clock.now())
        schedule()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        cancel?.()
        cancel = null
      }
    },
    nowMs: () => {
      // Nobody is told of a change while it rests, so the time may be read afresh.
      if (cancel === null) secondMs = wholeSecond(clock.now())
      return secondMs
    },
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
