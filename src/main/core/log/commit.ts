import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Session } from '../../../shared/model/session.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { OutboxMessage } from '../../storage/outboxStore.ts'
import type { Storage } from '../../storage/storage.ts'
import { type Committed, nothingCommitted } from './committed.ts'
import { createListOrder } from './listOrder.ts'
import type { LogWriter, Self } from './logWriter.ts'
import type { UnsentMessages } from './unsentMessages.ts'
import { writeAcknowledged, writeEntries } from './writeEntries.ts'
import { type QueuedWith, writeQueued, writeUpdated, writeWithdrawn } from './writeMessages.ts'
import { writeSessions } from './writeSessions.ts'
import { type SessionMark, writeConfirmed, writeSeen, writeWatermarks } from './writeWatermarks.ts'

export interface CommitParts {
  readonly storage: Storage
  readonly unsent: UnsentMessages
  readonly self: () => Self
  /** The relay's clock at the latest (ms since 1970); infinite while it is not known. */
  readonly relayNow: () => number
  /** Receives each commit after it, in the same turn. */
  readonly publish: (committed: Committed) => void
}

export type Commit = ReturnType<typeof createCommit>

/**
 * Creates the only writer of sessions, entries, cursors, watermarks, the outbox and drafts. Each call is one transaction, and returns
 * and publishes what that has put on the disk. Applying the same again changes nothing. Throws `diskFull` with nothing changed.
 */
export function createCommit(parts: CommitParts) {
  const { storage, unsent } = parts
  const order = createListOrder()

  function commit(write: (log: LogWriter) => Partial<Committed>): Committed {
    const log = { storage, unsent, self: parts.self(), relayNowMs: parts.relayNow() }
    const committed = { ...nothingCommitted, ...storage.transact(() => write(log)) }
    for (const { id } of [...committed.settled, ...committed.withdrawn]) unsent.remove(id)
    committed.queued.forEach(unsent.add)
    for (const message of [...committed.begun, ...committed.updated]) unsent.replace(message)
    parts.publish(committed)
    return committed
  }

  return {
    storeEntries: (entries: readonly Entry[]) => commit((log) => writeEntries(log, entries)),
    /** An own message that the relay has acknowledged; nothing, when it has become an entry by another way. */
    storeAcknowledged: (message: OutboxMessage, place: { readonly seq: number; readonly at: number }) =>
      commit((log) => writeAcknowledged(log, message, place)),

    /**
     * Stores changes of sessions as the relay reports them; those that are `gone` are no longer this user's, or no more.
     */
    storeSessions: (sessions: readonly Session[], gone: readonly SessionId[]): Committed => {
      const listed = new Set(sessions.map(({ id }) => id))
      const removed = gone.filter((id) => !listed.has(id))
      const committed = commit((log) => writeSessions(log, sessions, removed))
      order.noteEvent([...listed, ...gone])
      return committed
    },
    /** The moment in which a list of all sessions is asked for, to be given to `storeSessionList` with the answer. */
    asOfNow: order.asOfNow,
    /**
     * All sessions of this user as of some time after `asked`: others that are here go, and what was unsent in them is parked.
     * What events have brought since it was asked for is newer, and is kept.
     */
    storeSessionList: (sessions: readonly Session[], asked: number): Committed => {
      const listed = new Set(sessions.map(({ id }) => id))
      const current = sessions.filter(({ id }) => !order.hasEventSince(id, asked))
      const gone = storage.sessions.ids().filter((id) => !listed.has(id) && !order.hasEventSince(id, asked))
      return commit((log) => writeSessions(log, current, gone))
    },
    /** The relay's clock is known, or known anew; `setBackMs`: by so much it was set back since it was known before. */
    boundTimes: (setBackMs: number) =>
      commit(({ relayNowMs }) => ({ sessions: storage.sessions.boundTimes(relayNowMs, setBackMs) })),

    /** Watermarks of anybody, from the relay. */
    storeWatermarks: (marks: readonly SessionMark[]) => commit((log) => writeWatermarks(log, marks)),
    /** Watermarks of this user that the relay has taken. */
    confirmWatermarks: (marks: readonly Omit<SessionMark, 'userId'>[]) => commit((log) => writeConfirmed(log, marks)),
    /** Entries of the thread up to `upTo`, as far as they are here, were in front of a person. */
    markSeen: (sessionId: SessionId, thread: Thread, upTo: number) =>
      commit((log) => writeSeen(log, sessionId, thread, upTo)),

    queueMessage: (message: OutboxMessage, goingWith: QueuedWith = {}) =>
      commit((log) => writeQueued(log, message, goingWith)),
    /** Messages that are about to be sent, as they are from then on. */
    beginAttempts: (messages: readonly OutboxMessage[]) => commit((log) => ({ begun: writeUpdated(log, messages) })),
    /** Messages as they are after an attempt, or to be tried again. */
    updateMessages: (messages: readonly OutboxMessage[]) =>
      commit((log) => {
        const updated = writeUpdated(log, messages)
        return { updated, sessions: updated.map(({ sessionId }) => sessionId) }
      }),
    withdrawMessage: (message: OutboxMessage) => commit((log) => writeWithdrawn(log, message)),
    saveDraft: (sessionId: SessionId, thread: Thread, text: string) =>
      commit(() => ({ sessions: storage.drafts.save(sessionId, thread, text) ? [sessionId] : [] })),
  }
}
