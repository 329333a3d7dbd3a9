import type { Link } from '../../../shared/ipc/link.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Emit } from '../runtime/events.ts'

/** The age of the last answer is told at most this often. */
const ageToldEveryMs = 1_000

export type LinkState = ReturnType<typeof createLinkState>

/** The connection as the screen states it: told when it changes, and not more often than a person can use. */
export function createLinkState(parts: { readonly clock: Clock; readonly emit: Emit }) {
  let link: Link = {
    ...{ mode: 'offline', since: parts.clock.now(), failure: null },
    ...{ lastAcknowledgedAt: null, fetchedAt: null, relayAheadMs: 0 },
  }
  /** Mode before the silence of the relay, and when it began; null while the relay is heard. */
  let beforeSilence: Pick<Link, 'mode' | 'since'> | null = null
  let cancelTelling: (() => void) | null = null

  function tell(): void {
    cancelTelling?.()
    cancelTelling = null
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
      tell()
    },
    /** The relay has said nothing since then (ms since 1970), or, with null, speaks again: the mode is what it was. */
    silence: (sinceMs: number | null): void => {
      if (sinceMs !== null) {
        beforeSilence ??= { mode: link.mode, since: link.since }
        link = { ...link, mode: 'silent', since: sinceMs }
      } else if (beforeSilence) {
        link = { ...link, ...beforeSilence }
        beforeSilence = null
      } else return
      tell()
    },
    /** Everything that this person may see has been fetched. */
    fetched: (): void => {
      const isFirst = link.fetchedAt === null
      link = { ...link, fetchedAt: parts.clock.now() }
      if (isFirst) tell()
    },
    /** The relay's clock is so far ahead of this workstation's. */
    relayAhead: (aheadMs: number): void => {
      link = { ...link, relayAheadMs: aheadMs }
      tell()
    },
    /** The relay has answered something. */
    acknowledged: (): void => {
      link = { ...link, lastAcknowledgedAt: parts.clock.now() }
      cancelTelling ??= parts.clock.after(ageToldEveryMs, tell)
    },
    close: (): void => {
      cancelTelling?.()
      cancelTelling = null
    },
  }
}
