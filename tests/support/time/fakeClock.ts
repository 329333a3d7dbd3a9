import type { Clock } from '../../../src/shared/model/timing/clock.ts'

export interface FakeClock extends Clock {
  /** Moves the time on and runs every timer that falls due, in order of its time. */
  readonly advance: (byMs: number) => void
  /** Moves the time on at once, as a machine that slept: what fell due meanwhile runs now, each timer once. */
  readonly jump: (byMs: number) => void
  /** Sets the clock forward, or with a negative number back. No time passes by it. */
  readonly set: (byMs: number) => void
}

/** A clock that stands still until it is moved. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 5, 9)): FakeClock {
  let now = startMs
  let setByMs = 0
  let timers: { readonly due: number; readonly task: () => void }[] = []
  return {
    now: () => now + setByMs,
    steady: () => now - startMs,
    after: (delayMs, task) => {
      const timer = { due: now + delayMs, task }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: (byMs) => {
      const end = now + byMs
      for (;;) {
        const next = timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        now = Math.max(now, next.due)
        next.task()
      }
      now = end
    },
    set: (byMs) => {
      setByMs += byMs
    },
    jump: (byMs) => {
      now += byMs
      const due = timers.filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due)
      for (const timer of due) {
        // One that ran before may have called it off.
        if (!timers.includes(timer)) continue
        timers = timers.filter((other) => other !== timer)
        timer.task()
      }
    },
  }
}
