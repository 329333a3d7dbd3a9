import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'
import { findAmendments, findStandingAmendments } from './amendmentQueries.ts'
import type { Append, AppendOutcome } from './append.ts'
import type { AppendInOneStatement } from './appendInOneStatement.ts'
import { createCommitRetries } from './commitRetries.ts'
import type { LogAppender } from './createLogAppender.ts'
import { findEntry, findEntryInThread, findPlaces, findSince, readEntries, readMessages } from './entryQueries.ts'
import type { MessageRange, MessageTargets, ThreadKey, ThreadRange } from './ranges.ts'
import { countUnread, findHeads } from './threadQueries.ts'

export interface LogStore {
  /**
   * Stores all entries in one transaction, in the given order, each with the next `seq` of its thread; resolves after the
   * commit: from then on they are durable. One that is not stored does not hold up the others. A redaction takes the text of its target and of the
   * target's edits out of the log. Rejects with nothing stored, with `FailureError('diskFull')` when the disk is full.
   */
  readonly appendAll: (appends: readonly Append[]) => Promise<AppendOutcome[]>
  readonly read: (range: ThreadRange) => Promise<Entry[]>
  /**
   * Returns the `seq` of the first entry of a thread that was logged at `since` (ms) or later; one more than the newest where none was. Where a clock
   * was put back it is one of several such places.
   */
  readonly findSince: (thread: ThreadKey & { readonly since: number }) => Promise<number>
  /**
   * Returns messages alone, ascending: the first after `after`, or else the last, all of them before `before`, if it is given.
   * Other entries between them are skipped.
   */
  readonly readMessages: (range: MessageRange) => Promise<Entry[]>
  /** Returns the entry that the sender stored under this id, in whatever thread. */
  readonly find: (senderId: UserId, id: EntryId) => Promise<Entry | undefined>
  /** Returns the entry with this id in a thread, of whatever sender; the first, should there be several from older versions. */
  readonly findInThread: (thread: ThreadKey & { readonly id: EntryId }) => Promise<Entry | undefined>
  /** Returns the places of those of these entries, messages or others, that are in a thread. */
  readonly findPlaces: (
    thread: ThreadKey & { readonly ids: readonly EntryId[] },
  ) => Promise<Pick<Entry, 'id' | 'seq'>[]>
  /**
   * Returns those of `amendments` that are in force: of the edits of a message each author's newest, and of the reactions each
   * person's newest with each emoji; in the order in which the first of each was stored.
   */
  readonly standingAmendments: (targets: MessageTargets) => Promise<Entry[]>
  /** Returns the edits, redactions and reactions of these messages, ascending by `seq`. */
  readonly amendments: (targets: MessageTargets) => Promise<Entry[]>
  /**
   * Returns how many messages of others, not redacted, lie beyond what the user has read, for each thread that has some. With `most`,
   * that number stands for as many and more.
   */
  readonly countUnread: (
    userId: UserId,
    sessionIds: readonly SessionId[],
    most?: number,
  ) => Promise<(ThreadKey & { readonly count: number })[]>
  /** Returns the newest `seq` of every thread of the sessions; a thread without entries is missing. */
  readonly heads: (sessionIds: readonly SessionId[]) => Promise<(ThreadKey & { readonly head: number })[]>
}

/** The log of every thread. Entries are stored by `appendInOneStatement` where it can, and else by `append` in a transaction. */
export function createLogStore(
  db: Database,
  queryRunner: QueryRunner,
  append: LogAppender,
  appendInOneStatement: AppendInOneStatement,
): LogStore {
  return {
    appendAll: async (appends) => {
      if (appends.length === 0) return []
      const retries = createCommitRetries(appends)
      const appendInTransaction = () =>
        db.transaction().execute(async (transaction) => retries.settle(await append(transaction, appends)))
      return await queryRunner(
        async () => (await retries.tryOnce(() => appendInOneStatement(appends))) ?? (await appendInTransaction()),
      )
    },
    read: (range) => queryRunner(() => readEntries(db, range)),
    findSince: (thread) => queryRunner(() => findSince(db, thread)),
    readMessages: (range) => queryRunner(() => readMessages(db, range)),
    find: (senderId, id) => queryRunner(() => findEntry(db, senderId, id)),
    findInThread: (thread) => queryRunner(() => findEntryInThread(db, thread)),
    findPlaces: (thread) => queryRunner(() => findPlaces(db, thread)),
    amendments: (targets) => queryRunner(() => findAmendments(db, targets)),
    standingAmendments: (targets) => queryRunner(() => findStandingAmendments(db, targets)),
    countUnread: (userId, sessionIds, most) => queryRunner(() => countUnread(db, userId, sessionIds, most)),
    heads: (sessionIds) => queryRunner(() => findHeads(db, sessionIds)),
  }
}
