import type { Clock } from '../../../shared/model/timing/clock.ts'

/** By so much, in ms, the clock is another one on the screen, where waits are told in seconds. */
const toldFromMs = 500

export type RelayClock = ReturnType<typeof createRelayClock>

/**
 * The relay's clock as its answers tell it. It is kept as how far it is ahead of this workstation's, from the answer that took the
 * shortest time, and is another one when an answer says a time that this cannot be.
 */
export function createRelayClock(parts: {
  readonly clock: Pick<Clock, 'now'>
  /** It is known, or known anew: so far it is ahead of this workstation's, and so far it was set back since it was last known. */
  readonly learnt: (aheadMs: number, setBackMs: number) => void
}) {
  const { clock } = parts
  let known: { readonly aheadMs: number; readonly errorMs: number; readonly heardAtMs: number } | null = null
  let learntAheadMs = 0

  return {
    /**
     * The latest that it can be now by the relay's clock, in ms since 1970; infinite before it was heard, and until it is heard anew
     * when this workstation's clock was put back since.
     */
    latest: (): number => {
      const nowMs = clock.now()
      if (known === null || nowMs < known.heardAtMs) return Number.POSITIVE_INFINITY
      return Math.ceil(nowMs + known.aheadMs + known.errorMs)
    },

    /** The relay said `relayNowMs` in answer to what was asked at `askedAtMs` by this workstation's clock. */
    heard: (relayNowMs: number, askedAtMs: number): void => {
      const nowMs = clock.now()
      const errorMs = Math.max(0, nowMs - askedAtMs) / 2
      const aheadMs = relayNowMs - (askedAtMs + nowMs) / 2
      const before = known
      const differs = before !== null && Math.abs(aheadMs - before.aheadMs) > errorMs + before.errorMs + 1
      if (before !== null && !differs && errorMs >= before.errorMs) {
        known = { ...before, heardAtMs: nowMs }
        return
      }
      known = { aheadMs, errorMs, heardAtMs: nowMs }
      if (before !== null && !differs && Math.abs(aheadMs - learntAheadMs) < toldFromMs) return
      learntAheadMs = aheadMs
      parts.learnt(
        Math.round(aheadMs),
        before === null || !differs ? 0 : Math.max(0, Math.round(before.aheadMs - aheadMs)),
      )
    },
  }
}
