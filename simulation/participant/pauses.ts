import type { Clock } from '../../src/shared/model/timing/clock.ts'

/** Waits of one simulated person. */
export interface Pauses {
  /** Resolves after a time, or when it is ended before. */
  readonly pause: (delayMs: number) => Promise<void>
  /** The same, and `interrupt` ends it too. */
  readonly pauseUntilInterrupted: (delayMs: number) => Promise<void>
  readonly interrupt: () => void
  /** Ends every pause, and each later one at once. */
  readonly close: () => void
  readonly isClosed: () => boolean
}

export function createPauses(clock: Pick<Clock, 'after'>): Pauses {
  const ends = new Set<() => void>()
  const interruptible = new Set<() => void>()
  let isClosed = false

  function begin(delayMs: number, open: Set<() => void>): Promise<void> {
    if (isClosed) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        open.delete(end)
        resolve()
      }
      const cancel = clock.after(delayMs, end)
      open.add(end)
    })
  }

  return {
    pause: (delayMs) => begin(delayMs, ends),
    pauseUntilInterrupted: (delayMs) => begin(delayMs, interruptible),
    interrupt: () => {
      for (const end of [...interruptible]) end()
    },
    close: () => {
      isClosed = true
      for (const end of [...ends, ...interruptible]) end()
    },
    isClosed: () => isClosed,
  }
}
