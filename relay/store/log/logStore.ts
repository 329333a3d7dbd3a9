import { sql } from 'kysely'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database, Tables } from '../tables.ts'
import type { Append, AppendOutcome } from './append.ts'
import type { AppendInOneStatement } from './appendInOneStatement.ts'
import { isMessageSql, redactedSuffix } from './bodyText.ts'
import { createCommitRetries } from './commitRetries.ts'
import type { LogAppender } from './createLogAppender.ts'
import { toEntry } from './toEntry.ts'

export interface ThreadRange {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly limit: number
  /** Ascending from the first `seq` greater than `after`, or the last ones smaller than `before`, still ascending. */
  readonly from: { readonly after: number } | { readonly before: number }
}

export interface LogStore {
  /**
   * Stores all entries in one transaction, in the given order, each with the next `seq` of its thread; resolves after the
   * commit. One that is not stored does not hold up the others. A redaction takes the text of its target and of the
   * target's edits out of the log. Rejects with nothing stored, with `FailureError('diskFull')` when the disk is full.
   */
  readonly appendAll: (appends: readonly Append[]) => Promise<AppendOutcome[]>
  readonly read: (range: ThreadRange) => Promise<Entry[]>
  /**
   * Messages alone, ascending: the first after `after`, or else the last, all of them before `before`, if it is given. What else was
   * stored between them is not looked at.
   */
  readonly readMessages: (range: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly after?: number | undefined
    readonly before?: number | undefined
    readonly limit: number
  }) => Promise<Entry[]>
  /** Returns the entry that the sender stored under this id, in whatever thread. */
  readonly find: (senderId: UserId, id: EntryId) => Promise<Entry | undefined>
  /** The message or other entry with this id in a thread, of whatever sender; the first, should there be several from former times. */
  readonly findInThread: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly id: EntryId
  }) => Promise<Entry | undefined>
  /** Returns the places of those of these entries, messages or others, that are in a thread. */
  readonly findPlaces: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly ids: readonly EntryId[]
  }) => Promise<Pick<Entry, 'id' | 'seq'>[]>
  /**
   * Of what `amendments` gives, what counts now: of the edits of a message each author's newest, and of the reactions each
   * person's newest with each emoji; in the order in which each was first said.
   */
  readonly standingAmendments: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly targets: readonly number[]
  }) => Promise<Entry[]>
  /** Edits, redactions and reactions that say something of the messages with these `seq`s of a thread; ascending by `seq`. */
  readonly amendments: (thread: {
    readonly sessionId: SessionId
    readonly thread: Thread
    readonly targets: readonly number[]
  }) => Promise<Entry[]>
  /**
   * Returns how many messages of others, not redacted, lie beyond what the user has read, for each thread that has some.
   */
  readonly countUnread: (
    userId: UserId,
    sessionIds: readonly SessionId[],
  ) => Promise<{ readonly sessionId: SessionId; readonly thread: Thread; readonly count: number }[]>
  /** The newest `seq` of every thread of the sessions; a thread without entries is missing. */
  readonly heads: (
    sessionIds: readonly SessionId[],
  ) => Promise<{ readonly sessionId: SessionId; readonly thread: Thread; readonly head: number }[]>
}

/** The log of every thread. Entries are stored by `appendInOneStatement` where it can, and else by `append` in a transaction. */
export function createLogStore(
  db: Database,
  queryRunner: QueryRunner,
  append: LogAppender,
  appendInOneStatement: AppendInOneStatement,
): LogStore {
  async function amendmentsOf(
    { sessionId, thread, targets }: Parameters<LogStore['amendments']>[0],
    { standing = false } = {},
  ) {
    const found: (Tables['entries'] & { first_seq: number })[] = []
    for (const chunk of inChunks(targets)) {
      let query = db
        .selectFrom('amendments')
        .innerJoin('entries', (join) =>
          join
            .onRef('entries.session_id', '=', 'amendments.session_id')
            .onRef('entries.thread', '=', 'amendments.thread')
            .onRef('entries.seq', '=', 'amendments.seq'),
        )
        .selectAll('entries')
        .select('amendments.first_seq')
        .where('amendments.session_id', '=', sessionId)
        .where('amendments.thread', '=', thread)
        .where('amendments.target_seq', 'in', chunk)
      if (standing) query = query.where('amendments.stands', '=', sql.lit(1))
      found.push(...(await query.execute()))
    }
    return found
  }

  return {
    appendAll: async (appends) => {
      if (appends.length === 0) return []
      const commitRetries = createCommitRetries(appends)
      return await queryRunner(
        async () =>
          (await commitRetries.atOnce(() => appendInOneStatement(appends))) ??
          (await db
            .transaction()
            .execute(async (transaction) => commitRetries.settle(await append(transaction, appends)))),
      )
    },
    read: ({ sessionId, thread, limit, from }) =>
      queryRunner(async () => {
        const query = db
          .selectFrom('entries')
          .selectAll()
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .limit(limit)
        if ('after' in from)
          return (await query.where('seq', '>', storableSeq(from.after)).orderBy('seq').execute()).map(toEntry)
        return (await query.where('seq', '<', storableSeq(from.before)).orderBy('seq', 'desc').execute())
          .reverse()
          .map(toEntry)
      }),
    readMessages: ({ sessionId, thread, after, before, limit }) =>
      queryRunner(async () => {
        let query = db
          .selectFrom('entries')
          .selectAll()
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .where(isMessageSql)
          .limit(limit)
        if (before !== undefined) query = query.where('seq', '<', storableSeq(before))
        if (after !== undefined)
          return (await query.where('seq', '>', storableSeq(after)).orderBy('seq').execute()).map(toEntry)
        return (await query.orderBy('seq', 'desc').execute()).reverse().map(toEntry)
      }),
    // By the id alone, which nearly always names one entry: the planner would take a whole thread for as few rows.
    findPlaces: ({ sessionId, thread, ids }) =>
      queryRunner(async () => {
        const found: Pick<Entry, 'id' | 'seq'>[] = []
        for (const chunk of inChunks([...new Set(ids)])) {
          const rows = await db
            .selectFrom('entries')
            .select(['id', 'seq', 'session_id', 'thread'])
            .where('id', 'in', chunk)
            .execute()
          for (const row of rows)
            if (row.session_id === sessionId && row.thread === thread) found.push({ id: row.id, seq: row.seq })
        }
        return found
      }),
    find: (senderId, id) =>
      queryRunner(async () => {
        const row = await db
          .selectFrom('entries')
          .selectAll()
          .where('id', '=', id)
          .where('sender_id', '=', senderId)
          .executeTakeFirst()
        return row && toEntry(row)
      }),
    findInThread: ({ sessionId, thread, id }) =>
      queryRunner(async () => {
        const rows = await db.selectFrom('entries').selectAll().where('id', '=', id).execute()
        const first = rows
          .filter((row) => row.session_id === sessionId && row.thread === thread)
          .sort((a, b) => a.seq - b.seq)[0]
        return first && toEntry(first)
      }),
    amendments: (thread) =>
      queryRunner(async () => (await amendmentsOf(thread)).map(toEntry).sort((a, b) => a.seq - b.seq)),
    standingAmendments: (thread) =>
      queryRunner(async () => {
        const rows = await amendmentsOf(thread, { standing: true })
        return rows.sort((a, b) => a.first_seq - b.first_seq).map(toEntry)
      }),
    countUnread: (userId, sessionIds) =>
      queryRunner(async () => {
        const counts: Awaited<ReturnType<LogStore['countUnread']>> = []
        for (const chunk of inChunks(sessionIds)) {
          const rows = await db
            .selectFrom('threads')
            .leftJoin('watermarks', (join) =>
              join
                .onRef('watermarks.session_id', '=', 'threads.session_id')
                .onRef('watermarks.thread', '=', 'threads.thread')
                .on('watermarks.user_id', '=', userId),
            )
            .select((of) => [
              'threads.session_id',
              'threads.thread',
              of
                .selectFrom('entries')
                .select((count) => count.fn.countAll().as('count'))
                .whereRef('entries.session_id', '=', 'threads.session_id')
                .whereRef('entries.thread', '=', 'threads.thread')
                .where((unread) =>
                  unread('entries.seq', '>', unread.fn.coalesce('watermarks.read_up_to', unread.val(0))),
                )
                .where('entries.sender_id', '!=', userId)
                .where(isMessageSql)
                .where('entries.body_json', 'not like', `%${redactedSuffix}`)
                .as('count'),
            ])
            .where('threads.session_id', 'in', chunk)
            .execute()
          for (const row of rows) {
            const count = Number(row.count ?? 0)
            if (count > 0) counts.push({ sessionId: row.session_id, thread: row.thread, count })
          }
        }
        return counts
      }),
    heads: (sessionIds) =>
      queryRunner(async () => {
        const heads: Awaited<ReturnType<LogStore['heads']>> = []
        for (const chunk of inChunks(sessionIds)) {
          const rows = await db
            .selectFrom('threads')
            .selectAll()
            .where('session_id', 'in', chunk)
            .where('head', '>', 0)
            .execute()
          heads.push(...rows.map((row) => ({ sessionId: row.session_id, thread: row.thread, head: row.head })))
        }
        return heads
      }),
  }
}

/** Columns of whole numbers hold 32 bits, and not every database compares them with more. */
function storableSeq(seq: number): number {
  return Math.max(0, Math.min(seq, 2 ** 31 - 1))
}
