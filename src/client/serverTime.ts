import type { Clock } from '../shared/model/timing/clock.ts'

/** Smallest difference, in ms, that makes another clock of it on a screen, where waits are shown in seconds. */
const shownFromMs = 500

export type ServerTime = ReturnType<typeof createServerTime>

/**
 * Creates the estimate of the relay's clock from the times in its answers: how far it is ahead of this device's, from the answer
 * that took the shortest time. An answer whose time this cannot be begins another estimate.
 */
export function createServerTime(parts: {
  readonly clock: Pick<Clock, 'now'>
  /** Called with how far it is ahead of this device's, when that is known or known anew, and how far it was set back since. */
  readonly changed: (aheadMs: number, setBackMs: number) => void
}) {
  const { clock } = parts
  let known: { readonly aheadMs: number; readonly errorMs: number; readonly observedAtMs: number } | null = null
  let reportedAheadMs = 0

  return {
    /**
     * Returns the latest that it can be now by the relay's clock, in ms since 1970; infinite before the first answer, and until the
     * next one when this device's clock was put back since.
     */
    latest: (): number => {
      const nowMs = clock.now()
      if (known === null || nowMs < known.observedAtMs) return Number.POSITIVE_INFINITY
      return Math.ceil(nowMs + known.aheadMs + known.errorMs)
    },

    /** Takes the time in an answer, which came just now, to what was asked at `askedAtMs` by this device's clock. */
    observe: (serverNowMs: number, askedAtMs: number): void => {
      const nowMs = clock.now()
      const errorMs = Math.max(0, nowMs - askedAtMs) / 2
      const aheadMs = serverNowMs - (askedAtMs + nowMs) / 2
      const before = known
      const differs = before !== null && Math.abs(aheadMs - before.aheadMs) > errorMs + before.errorMs + 1
      if (before !== null && !differs && errorMs >= before.errorMs) {
        known = { ...before, observedAtMs: nowMs }
        return
      }
      known = { aheadMs, errorMs, observedAtMs: nowMs }
      if (before !== null && !differs && Math.abs(aheadMs - reportedAheadMs) < shownFromMs) return
      reportedAheadMs = aheadMs
      parts.changed(
        Math.round(aheadMs),
        before === null || !differs ? 0 : Math.max(0, Math.round(before.aheadMs - aheadMs)),
      )
    },
  }
}
