import type { Link } from '../../shared/ipc/consoleState.ts'
import type { Clock } from '../../shared/model/clock.ts'
import type { Failure } from '../../shared/model/failure.ts'
import type { Emit } from './events.ts'

/** The age of the last answer is told at most this often. */
const ageToldEveryMs = 1_000

export type LinkState = ReturnType<typeof createLinkState>

/** The connection as the screen states it: told when it changes, and not more often than a person can use. */
export function createLinkState(parts: { readonly clock: Clock; readonly emit: Emit }) {
  let link: Link = { mode: 'offline', since: parts.clock.now(), lastAcknowledgedAt: null, failure: null }
  let cancelTelling: (() => void) | null = null

  function tell(): void {
    cancelTelling?.()
    cancelTelling = null
    parts.emit({ name: 'linkChanged', payload: link })
  }

  return {
    current: (): Link => link,
    enter: (mode: Link['mode'], failure: Failure | null): void => {
      const isSame =
        mode === link.mode && failure?.kind === link.failure?.kind && failure?.message === link.failure?.message
      if (isSame) return
      link = { ...link, mode, failure, since: mode === link.mode ? link.since : parts.clock.now() }
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
