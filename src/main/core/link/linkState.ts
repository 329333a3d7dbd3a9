import type { ServerTime } from '../../../client/serverTime.ts'
import type { Link } from '../../../shared/ipc/link.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Emit } from '../runtime/events.ts'

/** Interval at which the age of the last answer is emitted, at most. */
const ageEmittedEveryMs = 1_000

/** Interval at which the time is emitted where nothing else is: a screen counts on by itself, but not while the workstation sleeps. */
const timeEmittedEveryMs = 5_000

export type LinkState = ReturnType<typeof createLinkState>

/** The link with its instants by the clock's `steady`, which the relay's clock is laid upon when it is emitted. */
type SteadyLink = Omit<Link, 'relayClock'>

interface RelayTimeParts {
  readonly clock: Pick<Clock, 'steady'>
  readonly serverTime: Pick<ServerTime, 'now' | 'known'>
}

/** Creates the state of the connection as the screen shows it: emitted when it changes, and not more often than a person can use. */
export function createLinkState(
  parts: RelayTimeParts & {
    readonly clock: Pick<Clock, 'after'>
    readonly emit: Emit
  },
) {
  const { clock } = parts
  let link: SteadyLink = {
    ...{ mode: 'offline', since: clock.steady(), failure: null },
    ...{ lastAcknowledgedAt: null, fetchedAt: null },
  }
  /** Mode before the silence of the relay, and when it began; null while something comes from the relay. */
  let beforeSilence: Pick<Link, 'mode' | 'since'> | null = null
  let cancelAge: (() => void) | null = null
  let cancelTime: () => void = () => undefined
  const current = () => atRelayInstants(link, parts)
  emitTimeLater()

  function emitChange(): void {
    cancelAge?.()
    cancelAge = null
    cancelTime()
    emitTimeLater()
    parts.emit({ name: 'linkChanged', payload: current() })
  }

  function emitTimeLater(): void {
    cancelTime = clock.after(timeEmittedEveryMs, () => (parts.serverTime.known() ? emitChange() : emitTimeLater()))
  }

  return {
    current,
    enter: (mode: Exclude<Link['mode'], 'silent'>, failure: Failure | null): void => {
      const isSame =
        mode === link.mode && failure?.kind === link.failure?.kind && failure?.message === link.failure?.message
      if (isSame) return
      link = { ...link, mode, failure, since: mode === link.mode ? link.since : clock.steady() }
      beforeSilence = null
      emitChange()
    },
    /** Nothing has come from the relay since then (by the clock's `steady`), or, with null, something comes again: the mode is what it was. */
    silence: (sinceMs: number | null): void => {
      if (sinceMs !== null) {
        beforeSilence ??= { mode: link.mode, since: link.since }
        link = { ...link, mode: 'silent', since: sinceMs }
      } else if (beforeSilence) {
        link = { ...link, ...beforeSilence }
        beforeSilence = null
      } else return
      emitChange()
    },
    /** Everything that this person may see has been fetched. */
    fetched: (): void => {
      const isFirst = link.fetchedAt === null
      link = { ...link, fetchedAt: clock.steady() }
      if (isFirst) emitChange()
    },
    /** The relay's clock is known, or known anew. */
    timeChanged: emitChange,
    /** The relay has answered something. */
    acknowledged: (): void => {
      link = { ...link, lastAcknowledgedAt: clock.steady() }
      cancelAge ??= clock.after(ageEmittedEveryMs, emitChange)
    },
    close: (): void => {
      cancelAge?.()
      cancelAge = null
      cancelTime()
    },
  }
}

/** Returns the link with its instants by the relay's clock, or by this workstation's while that is not known. */
function atRelayInstants(link: SteadyLink, { clock, serverTime }: RelayTimeParts): Link {
  const now = serverTime.now()
  const known = serverTime.known()
  const aheadMs = known?.estimate ?? now - clock.steady()
  const instantOf = (steadyMs: number) => Math.max(0, Math.round(steadyMs + aheadMs))
  return {
    ...link,
    since: instantOf(link.since),
    lastAcknowledgedAt: link.lastAcknowledgedAt === null ? null : instantOf(link.lastAcknowledgedAt),
    fetchedAt: link.fetchedAt === null ? null : instantOf(link.fetchedAt),
    relayClock: known && { now, estimate: Math.round(known.estimate), errorMs: Math.ceil(known.errorMs) },
  }
}
