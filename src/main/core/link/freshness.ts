import type { Clock } from '../../../shared/model/timing/clock.ts'

/** After longer than this without a sign, what comes may have been under way for as long. */
const gapMs = 12_000

export type Freshness = ReturnType<typeof createFreshness>

/**
 * Watches whether what comes over the line was sent just now. After a time in which nothing came, because the relay or the line
 * stood still or this workstation slept, that is not known until an answer comes to what was asked since: answers come in order,
 * and all that had been under way came before it.
 */
export function createFreshness({ clock }: { readonly clock: Pick<Clock, 'now' | 'steady'> }) {
  let last = instant()
  let doubtedSinceMs: number | null = null

  function instant() {
    // The clock that passes evenly may stand still while the workstation sleeps.
    return { steadyMs: clock.steady(), wallMs: clock.now() }
  }

  function noteSign(): void {
    const now = instant()
    const quietMs = Math.max(now.steadyMs - last.steadyMs, Math.abs(now.wallMs - last.wallMs))
    if (quietMs > gapMs) doubtedSinceMs = now.steadyMs
    last = now
  }

  return {
    /** A line is open from now on, with nothing under way. */
    start: (): void => {
      last = instant()
      doubtedSinceMs = null
    },
    /** Something has come over it. */
    noteSign,
    /** An answer has come to what was asked at `askedAtMs`, by the clock's `steady`. */
    noteAnswer: (askedAtMs: number): void => {
      noteSign()
      if (doubtedSinceMs !== null && askedAtMs >= doubtedSinceMs) doubtedSinceMs = null
    },
    /** Returns whether what has just come was sent at most a few seconds ago. */
    isFresh: (): boolean => doubtedSinceMs === null,
  }
}
