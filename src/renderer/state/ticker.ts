import type { RelayClockReading } from '../../shared/ipc/link.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { createRelayTime } from './relayTime.ts'

/** One clock for everything on the screen that counts time, so that all of it moves together, once a second: the relay's. */
export interface Ticker {
  /** Calls `listener` at each full second while there is one, and when the relay's clock turns out to be another. Returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void
  /** The full second it is by the relay's clock, in ms since 1970; the same until the next tick. */
  readonly nowMs: () => number
  /** Returns what it is by the relay's clock, to the millisecond. */
  readonly relayNow: () => number
  /** Returns how far this workstation's clock is ahead of the relay's for certain, in ms; negative: behind. */
  readonly offByMs: () => number
  /** Takes a reading of the relay's clock that came just now; null while it is not known. */
  readonly observe: (reading: RelayClockReading | null) => void
}

/** Creates a ticker that rests while nobody listens. */
export function createTicker(clock: Clock): Ticker {
  const listeners = new Set<() => void>()
  const relayTime = createRelayTime(clock)
  let secondMs = wholeSecond(relayTime.now())
  let cancel: (() => void) | null = null

  const tick = () => {
    secondMs = wholeSecond(relayTime.now())
    schedule()
    for (const listener of [...listeners]) listener()
  }
  const schedule = () => {
    cancel?.()
    cancel = clock.after(1_000 - (relayTime.now() % 1_000), tick)
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      if (cancel === null) {
        secondMs = wholeSecond(relayTime.now())
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
      if (cancel === null) secondMs = wholeSecond(relayTime.now())
      return secondMs
    },
    relayNow: relayTime.now,
    offByMs: relayTime.offByMs,
    observe: (reading) => {
      relayTime.observe(reading)
      const isAnotherSecond = wholeSecond(relayTime.now()) !== secondMs
      if (cancel !== null && isAnotherSecond) tick()
    },
  }
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
