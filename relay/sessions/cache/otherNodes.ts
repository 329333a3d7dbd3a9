import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'
import type { CachedSession } from './cachedSession.ts'

/** Coordination of a cache with other nodes that change the same sessions. */
export interface OtherNodes {
  /**
   * Returns whether all that they did up to a moment ago is known here. While it is not, sessions are read when they are asked
   * for.
   */
  readonly isSynced: () => boolean
  /** Of a clock that nobody sets, ms. */
  readonly now: () => number
  /** Called when a session is in memory from now on. */
  readonly adopted: (session: CachedSession) => void
  /** Called when there may be entries that no one has announced here. */
  readonly behind: (session: CachedSession) => void
  /** Called when a session in memory was found to be out of date. */
  readonly outdated: (session: CachedSession, previous: SessionRecord) => void
}
