import { createServerTime, type ServerTime } from '../../client/serverTime.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'

/** The relay's clock on the page. */
export interface PageTime extends Pick<ServerTime, 'now' | 'observe'> {
  /** Milliseconds that pass evenly, those of a sleep included as far as they were noticed. */
  readonly steady: () => number
  /** Looks whether the device slept. Returns true when only the relay can say whether it did, or its clock was set. */
  readonly look: (isConnected: boolean) => boolean
}

/** A clock of the device that is further ahead than that of the time that passed here either was set, or the device slept. */
const noticedFromMs = 5_000

/**
 * Creates the relay's clock on the page. A phone sleeps for hours, which the page does not count. With a connection the relay says what it
 * is; without one, a device whose clock went on has slept. One whose clock went back was set, and no time passed.
 */
export function createPageTime(parts: { readonly clock: Pick<Clock, 'now' | 'steady'> }): PageTime {
  const { clock } = parts
  let sleptMs = 0
  let aheadMs = clock.now() - clock.steady()
  const steady = () => clock.steady() + sleptMs
  const serverTime = createServerTime({ clock: { now: clock.now, steady }, changed: () => undefined })

  return {
    ...{ now: serverTime.now, observe: serverTime.observe, steady },
    look: (isConnected) => {
      const before = aheadMs
      aheadMs = clock.now() - clock.steady()
      if (aheadMs - before < noticedFromMs) return false
      if (!isConnected) sleptMs += aheadMs - before
      return isConnected
    },
  }
}
