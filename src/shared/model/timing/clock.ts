/** The time and its timers, as a parameter, so that a test can own both. */
export interface Clock {
  /** Now, in milliseconds since 1970. */
  readonly now: () => number
  /** Runs `task` once after `delayMs`; returns how to cancel it. */
  readonly after: (delayMs: number, task: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
