import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { Durability, Storage } from '../../storage/storage.ts'
import { createArrivals } from './arrivals.ts'
import { commitLists } from './commitLists.ts'
import { commitOutbox } from './commitOutbox.ts'
import { type Committed, nothingCommitted } from './committed.ts'
import { commitFiles } from './files/commitFiles.ts'
import type { LogWriter, Self } from './logWriter.ts'
import type { UnsentMessages } from './unsentMessages.ts'
import { writeAcknowledged, writeEntries } from './writeEntries.ts'
import { type LogPage, writePage } from './writePage.ts'
import { writeForgotten } from './writeSessions.ts'
import { type SessionMark, writeConfirmed, writeSeen, writeWatermarks } from './writeWatermarks.ts'

export interface CommitParts {
  readonly storage: Storage
  readonly unsent: UnsentMessages
  readonly self: () => Self
  /** Returns whether a session has a tab, or is about to have one. */
  readonly isOpen: (sessionId: SessionId) => boolean
  /** The relay's clock at the latest (ms since 1970); infinite while it is not known. */
  readonly relayNow: () => number
  /** Receives each commit after it, in the same turn. */
  readonly publish: (committed: Committed) => void
}

/** Messages that one step takes into the index of words: some milliseconds. */
const messagesOfStep = 48

export type Commit = ReturnType<typeof createCommit>

/**
 * Creates the only writer of sessions, entries, ranges, watermarks, the outbox, drafts and files. Each call is one transaction, and returns
 * and publishes what that has put on the disk. Applying the same again changes nothing. Throws `diskFull` with nothing changed.
 */
export function createCommit(parts: CommitParts) {
  const { storage, unsent } = parts
  /** Everything that has come of a session: what was asked for before it may know of less. */
  const arrivals = createArrivals()

  function commit(write: (log: LogWriter) => Partial<Committed>, durability: Durability = 'kept'): Committed {
    const log = { storage, unsent, self: parts.self(), isOpen: parts.isOpen, relayNowMs: parts.relayNow() }
    const committed = { ...nothingCommitted, ...storage.transact(() => write(log), durability) }
    for (const { id } of [...committed.settled, ...committed.withdrawn]) unsent.remove(id)
    committed.queued.forEach(unsent.add)
    for (const message of [...committed.begun, ...committed.updated]) unsent.replace(message)
    parts.publish(committed)
    return committed
  }

  /**
   * Commits what the relay has, and tells again when a loss of power has taken it back here: the core would otherwise wait for the disk with
   * each thing that comes, and every key of the person with it. Ranges and the list's token go back with what they stand for, and a message
   * that is in the outbox again is sent again under its id.
   */
  const commitFetched = (write: (log: LogWriter) => Partial<Committed>) => commit(write, 'fetchedAgain')

  return {
    ...commitOutbox(storage, commit),
    ...commitFiles(storage, commit),
    storeEntries: (entries: readonly Entry[]) => {
      arrivals.note(entries.map(({ sessionId }) => sessionId))
      return commitFetched((log) => writeEntries(log, entries))
    },
    /** Something own that the relay has acknowledged; nothing, when it has become an entry by another way. */
    storeAcknowledged: (item: OutboxItem, place: { readonly seq: number; readonly at: number }) => {
      arrivals.note([item.sessionId])
      return commitFetched((log) => writeAcknowledged(log, item, place))
    },
    /** The moment in which something is asked for, to be given with the answer. */
    asOfNow: arrivals.asOfNow,
    /** A part of a thread, in one step; `asked`: the moment in which it was asked for. */
    storePage: (page: Omit<LogPage, 'isOvertaken'>, asked: number) => {
      const { sessionId } = page.request
      const isOvertaken = arrivals.hasCome(sessionId, asked)
      arrivals.note([sessionId])
      return commitFetched((log) => writePage(log, { ...page, isOvertaken }))
    },
    /** Takes what is held of sessions for their tabs off the disk. */
    forget: (ids: readonly SessionId[]) => commit((log) => writeForgotten(log, ids)),

    /** Takes a step of bringing the index of words to what the log has. Returns whether there is more to do. */
    tendWords: () =>
      storage.transact(() => !storage.words.fill(messagesOfStep) || storage.words.merge(), 'fetchedAgain'),

    ...commitLists({ storage, arrivals, isOpen: parts.isOpen, commitFetched }),
    /** The relay's clock is known, or known anew; `setBackMs`: by so much it was set back since it was known before. */
    boundTimes: (setBackMs: number) =>
      commitFetched(({ relayNowMs }) => ({ sessions: storage.sessions.boundTimes(relayNowMs, setBackMs) })),

    /** Watermarks of anybody, from the relay; `watchedAtMs`: they grew just now (relay clock), or null where that is not known. */
    storeWatermarks: (marks: readonly SessionMark[], watchedAtMs: number | null) =>
      commitFetched((log) => writeWatermarks(log, marks, watchedAtMs)),
    /** Watermarks of this user that the relay has taken. */
    confirmWatermarks: (marks: readonly Omit<SessionMark, 'userId'>[]) =>
      commitFetched((log) => writeConfirmed(log, marks)),
    /** Entries of the thread up to `upTo`, as far as they are here, were in front of a person. */
    markSeen: (sessionId: SessionId, thread: Thread, upTo: number) =>
      commitFetched((log) => writeSeen(log, sessionId, thread, upTo)),
  }
}
