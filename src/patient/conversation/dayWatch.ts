import type { Clock } from '../../shared/model/timing/clock.ts'
import { localDay, localZone } from '../../shared/model/timing/localDay.ts'

/** Looked at so often, since a device that slept does not count the time it slept, and may be in another time zone. */
const lookMs = 10_000

/** Observer of the days as they are where the person is. */
export interface DayWatch {
  /** Looks now, and again and again from then on. */
  readonly look: () => void
  /** Takes what is on the screen as drawn for the day and the zone that it is now. */
  readonly drawn: () => void
}

/** Calls `turned` when a new day has begun where the person is, by `now`, or when they are in another time zone. */
export function createDayWatch(
  parts: {
    readonly clock: Pick<Clock, 'after'>
    readonly now: () => number
    /** Called before each look. */
    readonly looks: () => void
  },
  turned: () => void,
): DayWatch {
  const today = () => `${localDay(parts.now())} ${localZone(parts.now())}`
  let drawnFor = today()
  let cancel: () => void = () => undefined

  function look(): void {
    cancel()
    parts.looks()
    if (drawnFor !== today()) turned()
    const now = new Date(parts.now())
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
    cancel = parts.clock.after(Math.min(Math.max(midnight.getTime() - now.getTime(), 1), lookMs), look)
  }

  return {
    look,
    drawn: () => {
      drawnFor = today()
    },
  }
}
