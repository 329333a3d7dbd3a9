import type { SessionId } from '../../../shared/model/ids.ts'
import type { Session } from '../../../shared/model/session.ts'
import type { SyncedSession } from '../../../shared/protocol/sync.ts'
import type { Storage } from '../../storage/storage.ts'
import { createArrivals } from './arrivals.ts'
import type { Committed } from './committed.ts'
import type { LogWriter } from './logWriter.ts'
import { type DigestPage, type ListEnd, writeDigests } from './writeDigests.ts'
import { writeGone, writeSessions } from './writeSessions.ts'

/** A page of the list of sessions. */
export interface ListPage {
  readonly sessions: readonly SyncedSession[]
  /** The moment in which it was asked for. */
  readonly asked: number
  /** Whether what the relay has counts although it is less than what is known here. */
  readonly isComplete: boolean
  readonly end: ListEnd | null
}

/** Returns the steps that write sessions and what the list shows of them. `arrivals`: everything that has come of a session. */
export function commitLists({
  storage,
  arrivals,
  isOpen,
  commitFetched,
}: {
  readonly storage: Pick<Storage, 'sessions'>
  readonly arrivals: ReturnType<typeof createArrivals>
  readonly isOpen: (id: SessionId) => boolean
  readonly commitFetched: (write: (log: LogWriter) => Partial<Committed>) => Committed
}) {
  /** Events about sessions, which a list that was asked for before them must not undo. */
  const changes = createArrivals()

  function storeDigestPage(page: Omit<DigestPage, 'isOlder'>, asked: number, end: ListEnd | null): Committed {
    const committed = commitFetched((log) =>
      writeDigests(log, { ...page, isOlder: (id) => changes.hasCome(id, asked) }, end),
    )
    arrivals.note(page.sessions.map(({ id }) => id))
    return committed
  }

  return {
    /**
     * Stores changes of sessions as the relay reports them; those that are `gone` are no longer this user's, or no more.
     */
    storeSessions: (sessions: readonly Session[], gone: readonly SessionId[]): Committed => {
      const listed = new Set(sessions.map(({ id }) => id))
      const removed = gone.filter((id) => !listed.has(id))
      arrivals.note([...listed, ...gone])
      const committed = commitFetched((log) => writeSessions(log, sessions, removed))
      changes.note([...listed, ...gone], arrivals.asOfNow())
      return committed
    },
    /** One page of the list of sessions. What events have brought since it was asked for is newer, and is kept. */
    storeListPage: ({ sessions, asked, isComplete, end }: ListPage): Committed => {
      const isOtherPast = (id: SessionId) => isComplete && !arrivals.hasCome(id, asked)
      return storeDigestPage({ sessions, listing: 'list', isOtherPast }, asked, end)
    },
    /** Digests of single sessions, which lists none of them. */
    storeDigests: (sessions: readonly SyncedSession[], asked: number): Committed =>
      storeDigestPage({ sessions, listing: 'single', isOtherPast: () => false }, asked, null),
    /** Returns whether an event about a session has come since something was asked for. */
    hasChangedSince: changes.hasCome,
    /** Sessions that are not listed any more: those that are open stay for their tabs. */
    endListing: (ids: readonly SessionId[]): Committed =>
      commitFetched((log) => {
        ids.filter(isOpen).forEach(storage.sessions.unlist)
        const closed = ids.filter((id) => !isOpen(id))
        return { ...writeGone(log, closed), sessions: ids }
      }),
  }
}
