/** The time and its timers, as a parameter, so that a test can own both. */
export interface Clock {
  /** Now, in milliseconds since 1970, by the clock of this machine, which may be wrong, and may be set at any time. */
  readonly now: () => number
  /**
   * Milliseconds since some moment before this program. They pass evenly, whatever the clock of the machine is set to: what measures how long
   * something took or lasts goes by these. Whether they pass while the machine sleeps is the runtime's affair.
   */
  readonly steady: () => number
  /** Runs `task` once after `delayMs`, measured as `steady` is; returns how to cancel it. */
  readonly after: (delayMs: number, task: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
