import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'

/** Creates the owner of what is done over REST now and then: one round at a time, the next one planned at the end of each. */
export function createRestRounds(parts: {
  readonly clock: Pick<Clock, 'after'>
  readonly run: Background['run']
  /** Returns how long after it the next round begins, in milliseconds; null: there is none until one is planned. */
  readonly round: () => Promise<number | null>
}) {
  let cancelPlanned: (() => void) | null = null
  let isUnderWay = false

  function plan(afterMs: number): void {
    cancelPlanned?.()
    cancelPlanned = parts.clock.after(afterMs, () => {
      cancelPlanned = null
      now()
    })
  }

  async function round(): Promise<void> {
    if (isUnderWay) return
    isUnderWay = true
    const nextMs = await parts.round().finally(() => {
      isUnderWay = false
    })
    if (nextMs !== null) plan(nextMs)
  }

  function now(): void {
    parts.run(round)
  }

  return {
    /** Begins a round, unless one is under way. */
    now,
    /** Begins the next round then, in place of the one that was planned. */
    plan,
    /** Plans one where none is planned. */
    planAtLeast: (afterMs: number): void => {
      if (!cancelPlanned) plan(afterMs)
    },
    stop: (): void => {
      cancelPlanned?.()
      cancelPlanned = null
    },
  }
}
