import { performance } from 'node:perf_hooks'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'

/** The shortest time over which is read; over less of it, the work of the one who asks would be most of what there is. */
const overMs = 500

/**
 * Creates the reading of how busy this process is: the share of the time since the reading before, half a second ago or longer, in which
 * its event loop had something to do, 0 to 1. Asked more often, it returns the same again.
 */
export function createLoopUtilization(clock: Pick<Clock, 'steady'>): () => number {
  let since = performance.eventLoopUtilization()
  let takenAtMs = clock.steady()
  let utilization = 0
  return () => {
    const now = clock.steady()
    if (now - takenAtMs < overMs) return utilization
    takenAtMs = now
    const reading = performance.eventLoopUtilization()
    utilization = performance.eventLoopUtilization(reading, since).utilization
    since = reading
    return utilization
  }
}
