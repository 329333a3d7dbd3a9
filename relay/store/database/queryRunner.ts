import type { Clock } from '../../../src/shared/model/timing/clock.ts'

/** Runs one access to the database. Translates an error of the driver into the `FailureError` that it stands for. */
export type QueryRunner = <T>(access: () => Promise<T>) => Promise<T>

/** Time to wait for a lock of another program, and the pauses between two tries, in ms. */
const waitsMs = 8_000
const firstPauseMs = 2
const longestPauseMs = 100

/**
 * Creates a query runner that repeats an access while another program holds the database, with pauses in which everything else goes
 * on, and gives up after some seconds. `explain` turns a driver's error into the `FailureError` that it stands for, or returns it.
 */
export function createWaitingQueryRunner(parts: {
  readonly clock: Pick<Clock, 'after' | 'steady'>
  readonly isLocked: (error: unknown) => boolean
  readonly explain: (error: unknown) => unknown
}): QueryRunner {
  const { clock, isLocked, explain } = parts
  return async (access) => {
    let untilMs: number | undefined
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await access()
      } catch (error) {
        if (!isLocked(error)) throw explain(error)
        untilMs ??= clock.steady() + waitsMs
        if (clock.steady() >= untilMs) throw explain(error)
        await new Promise<void>((resolve) => void clock.after(pauseMs, resolve))
      }
    }
  }
}
