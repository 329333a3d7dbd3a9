import type { Link } from '../../../shared/ipc/link.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Emit } from '../runtime/events.ts'

/** Interval at which the age of the last answer is emitted, at most. */
const ageEmittedEveryMs = 1_000

export type LinkState = ReturnType<typeof createLinkState>

/** Creates the state of the connection as the screen shows it: emitted when it changes, and not more often than a person can use. */
export function createLinkState(parts: { readonly clock: Clock; readonly emit: Emit }) {
  let link: Link = {
    ...{ mode: 'offline', since: parts.clock.now(), failure: null },
    ...{ lastAcknowledgedAt: null, fetchedAt: null, relayAheadMs: 0 },
  }
  /** Mode before the silence of the relay, and when it began; null while something comes from the relay. */
  let beforeSilence: Pick<Link, 'mode' | 'since'> | null = null
  let cancelAge: (() => void) | null = null

  function emitChange(): void {
    cancelAge?.()
    cancelAge = null
    parts.emit({ name: 'linkChanged', payload: link })
  }

  return {
    current: (): Link => link,
    enter: (mode: Exclude<Link['mode'], 'silent'>, failure: Failure | null): void => {
      const isSame =
        mode === link.mode && failure?.kind === link.failure?.kind && failure?.message === link.failure?.message
      if (isSame) return
      link = { ...link, mode, failure, since: mode === link.mode ? link.since : parts.clock.now() }
      beforeSilence = null
      emitChange()
    },
    /** Nothing has come from the relay since then (ms since 1970), or, with null, something comes again: the mode is what it was. */
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
      link = { ...link, fetchedAt: parts.clock.now() }
      if (isFirst) emitChange()
    },
    /** The relay's clock is so far ahead of this workstation's. */
    relayAhead: (aheadMs: number): void => {
      link = { ...link, relayAheadMs: aheadMs }
      emitChange()
    },
    /** The relay has answered something. */
    acknowledged: (): void => {
      link = { ...link, lastAcknowledgedAt: parts.clock.now() }
      cancelAge ??= parts.clock.after(ageEmittedEveryMs, emitChange)
    },
    close: (): void => {
      cancelAge?.()
      cancelAge = null
    },
  }
}
