import { sql } from 'kysely'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { LogStore } from '../store.ts'
import type { Database, Tables } from '../tables.ts'
import type { AppendInOneStatement } from './appendInOneStatement.ts'
import { isMessageSql, redactedSuffix } from './bodyText.ts'
import { createCommitRetries } from './commitRetries.ts'
import type { LogAppender } from './createLogAppender.ts'
import { toEntry } from './toEntry.ts'

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
