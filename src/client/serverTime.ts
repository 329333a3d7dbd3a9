import type { Clock } from '../shared/model/timing/clock.ts'
import type { SendRequest } from './relaySocket.ts'

/** Smallest difference, in ms, that makes another clock of it on a screen, where waits are shown in seconds. */
const shownFromMs = 500

/** The relay's clock as this device knows it: `now` of it is `estimate` ahead of the device's `steady`, give or take the error; all in ms. */
export interface RelayClock {
  readonly estimate: number
  readonly errorMs: number
}

export type ServerTime = ReturnType<typeof createServerTime>

/**
 * Creates the estimate of the relay's clock from the times in its answers: how far it is ahead of the time that passes evenly on this
 * device, from the answer that took the shortest time. Setting this device's clock changes nothing of it. An answer whose time this cannot be begins
 * another estimate: the relay's clock was set, or this device slept.
 */
export function createServerTime(parts: {
  readonly clock: Pick<Clock, 'now' | 'steady'>
  /** Called when the clock is known, or known anew, with how far it was set back since. */
  readonly changed: (setBackMs: number) => void
}) {
  const { clock } = parts
  let known: RelayClock | null = null
  let reported = 0

  return {
    /** Returns the relay's clock; null before the first answer. */
    known: (): RelayClock | null => known,

    /** Returns what it is now by the relay's clock, in ms since 1970; by this device's before the first answer. */
    now: (): number => Math.round(known === null ? clock.now() : clock.steady() + known.estimate),

    /** Returns the latest that it can be now by the relay's clock, in ms since 1970; infinite before the first answer. */
    latest: (): number =>
      known === null ? Number.POSITIVE_INFINITY : Math.ceil(clock.steady() + known.estimate + known.errorMs),

    /** Takes the time in an answer, which came just now, to what was asked at `askedAtMs` by this device's `steady`. */
    observe: (serverNowMs: number, askedAtMs: number): void => {
      const answeredAtMs = clock.steady()
      const errorMs = Math.max(0, answeredAtMs - askedAtMs) / 2
      const estimate = serverNowMs - (askedAtMs + answeredAtMs) / 2
      const before = known
      const differs = before !== null && Math.abs(estimate - before.estimate) > errorMs + before.errorMs + 1
      if (before !== null && !differs && errorMs >= before.errorMs) return
      known = { estimate, errorMs }
      if (before !== null && !differs && Math.abs(estimate - reported) < shownFromMs) return
      reported = estimate
      parts.changed(differs ? Math.max(0, Math.round(before.estimate - estimate)) : 0)
    },
  }
}

/** Returns a way to ask that takes the relay's time from every answer which tells it. */
export function noteTimes(
  send: SendRequest,
  parts: { readonly serverTime: Pick<ServerTime, 'observe'>; readonly clock: Pick<Clock, 'steady'> },
): SendRequest {
  return async (event, payload) => {
    const askedAtMs = parts.clock.steady()
    const reply = await send(event, payload)
    if (reply.outcome === 'answered' && reply.answer.now !== undefined)
      parts.serverTime.observe(reply.answer.now, askedAtMs)
    return reply
  }
}
