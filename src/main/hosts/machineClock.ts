import { uptime } from 'node:os'
import { type Clock, systemClock } from '../../shared/model/timing/clock.ts'

/** Less than this is the coarseness of the uptime, which some systems give in whole seconds. */
const noticedFromMs = 1_500

/**
 * Creates the clock of this machine. Its `steady` goes on while the machine sleeps: whoever wrote before a night in a closed lid has waited since then,
 * and a token that ran out meanwhile is not used. `uptimeMs` counts the sleep too, and is not changed by setting the clock.
 */
export function createMachineClock(clock: Clock = systemClock, uptimeMs: () => number = () => uptime() * 1_000): Clock {
  const aheadMs = () => uptimeMs() - clock.steady()
  const aheadAtFirstMs = aheadMs()
  let sleptMs = 0
  return {
    ...clock,
    steady: () => {
      const uncountedMs = aheadMs() - aheadAtFirstMs - sleptMs
      if (uncountedMs > noticedFromMs) sleptMs += uncountedMs
      return clock.steady() + sleptMs
    },
  }
}
