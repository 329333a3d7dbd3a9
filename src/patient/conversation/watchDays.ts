import type { Clock } from '../../shared/model/timing/clock.ts'
import { localDay } from '../../shared/model/timing/localDay.ts'

/** Looked at so often, since a device that slept does not count the time it slept. */
const lookMs = 60_000

/** Calls `turned` when a new day has begun where the person is. */
export function watchDays(clock: Clock, turned: () => void): void {
  const today = () => localDay(clock.now())
  let day = today()
  const look = () => {
    const now = new Date(clock.now())
    const isNew = day !== today()
    day = today()
    if (isNew) turned()
    const midnight = new Date(now).setHours(24, 0, 0, 0)
    clock.after(Math.min(Math.max(midnight - now.getTime(), 1), lookMs), look)
  }
  look()
}
