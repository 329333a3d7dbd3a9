import type { RelaySocket } from '../../client/relaySocket.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { createDayWatch } from '../conversation/dayWatch.ts'
import { createPageTime, type PageTime } from '../link/pageTime.ts'

/** Time in a visit: the relay's clock, and the days of the person by it. */
export interface VisitTime extends Pick<PageTime, 'now' | 'observe' | 'steady'> {
  /** Looks now at what day it is where the person is, and again and again from then on. */
  readonly look: () => void
  /** Takes what is on the screen as drawn for the day and the zone that it is now. */
  readonly drawn: () => void
}

/** `turned` is called when what is on the screen was drawn for another day or time zone. */
export function createVisitTime(
  parts: { readonly clock: Clock; readonly socket: () => RelaySocket | undefined },
  turned: () => void,
): VisitTime {
  const { now, observe, steady, look } = createPageTime(parts)
  const days = createDayWatch(
    {
      ...{ clock: parts.clock, now },
      looks: () => {
        const socket = parts.socket()
        // It costs the relay nothing, and brings the time.
        if (look(socket !== undefined)) void socket?.request('sync:pull', { scope: 'cursors', cursors: [] })
      },
    },
    turned,
  )
  return { now, observe, steady, look: days.look, drawn: days.drawn }
}
