import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { LinkState } from './linkState.ts'
import type { Transport } from './transport.ts'
import type { TransportSwitch } from './transportSwitch.ts'

interface RoundParts {
  readonly transports: Pick<TransportSwitch, 'current' | 'set' | 'rest'>
  readonly link: Pick<LinkState, 'enter' | 'fetched' | 'current'>
  readonly catchUp: (over: Transport) => Promise<Failure | null>
  readonly timings: Pick<CoreTimings, 'pollEveryMs' | 'checkEveryMs'>
  readonly isStopped: () => boolean
}

/** Creates the owner of what is done over REST now and then: one round at a time, the next one planned at the end of each. */
export function createRestRounds(
  parts: RoundParts & {
    readonly clock: Pick<Clock, 'after'>
    readonly run: Background['run']
  },
) {
  let cancelPlanned: (() => void) | null = null
  let isUnderWay = false

  function plan(afterMs: number): void {
    cancelPlanned?.()
    cancelPlanned = parts.clock.after(afterMs, () => {
      cancelPlanned = null
      now()
    })
  }

  async function round(): Promise<void> {
    if (isUnderWay) return
    isUnderWay = true
    const nextMs = await fetchOverRest(parts).finally(() => {
      isUnderWay = false
    })
    if (nextMs !== null) plan(nextMs)
  }

  function now(): void {
    parts.run(round)
  }

  return {
    /** Begins a round, unless one is under way. */
    now,
    /** Begins one in the same way, and resolves at its end. */
    tryNow: (): Promise<void> => new Promise((resolve) => parts.run(() => round().finally(resolve))),
    /** Begins the next round then, in place of the one that was planned. */
    plan,
    /** Plans one where none is planned. */
    planAtLeast: (afterMs: number): void => {
      if (!cancelPlanned) plan(afterMs)
    },
    stop: (): void => {
      cancelPlanned?.()
      cancelPlanned = null
    },
  }
}

/**
 * Fetches everything over REST: in place of the socket, or as a check beside it. Returns how long after it the next round begins,
 * in milliseconds; null: there is none until one is planned.
 */
async function fetchOverRest({ transports, link, catchUp, timings, isStopped }: RoundParts): Promise<number | null> {
  const failure = await catchUp(transports.rest)
  if (isStopped()) return null
  if (failure === null) link.fetched()
  const inUse = transports.current()
  if (inUse?.via === 'socket') return timings.checkEveryMs
  // A page that this disk has no room for was answered all the same.
  if (failure && failure.kind !== 'diskFull') {
    if (inUse) transports.set(null)
    link.enter('offline', link.current().failure ?? failure)
  } else {
    if (!inUse) transports.set(transports.rest)
    link.enter('polling', null)
  }
  return timings.pollEveryMs
}
