import type { RelayClockReading } from '../../shared/ipc/link.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'

/** The relay's clock on this page. It passes evenly, whatever the clock of the workstation is set to. */
export interface RelayTime {
  /** Takes a reading that came just now; null: the relay's clock is not known, or no longer. */
  readonly observe: (reading: RelayClockReading | null) => void
  /** Returns what it is now by the relay's clock, in ms since 1970; by this workstation's while that is not known. */
  readonly now: () => number
  /** Returns how far this workstation's clock is ahead of it for certain, in ms, negative: behind; 0 while nothing is. */
  readonly offByMs: () => number
}

export function createRelayTime(clock: Pick<Clock, 'now' | 'steady'>): RelayTime {
  let known: { readonly aheadMs: number; readonly estimate: number; readonly errorMs: number } | null = null
  const now = () => (known === null ? clock.now() : clock.steady() + known.aheadMs)

  return {
    observe: (reading) => {
      if (reading === null) {
        known = null
        return
      }
      const { estimate, errorMs } = reading
      const aheadMs = reading.now - clock.steady()
      // It was under way for a while, so the same clock says at least as much.
      const isLate = known?.estimate === estimate && aheadMs <= known.aheadMs
      if (!isLate) known = { aheadMs, estimate, errorMs }
    },
    now,
    offByMs: () => {
      if (known === null) return 0
      const offMs = clock.now() - now()
      return Math.sign(offMs) * Math.max(0, Math.abs(offMs) - known.errorMs)
    },
  }
}
