import type { Entry } from '../../src/shared/model/entry.ts'
import type { AppendAtOnce } from './appendAtOnce.ts'
import { createAttempts } from './attempts.ts'
import { messagePrefix } from './bodyText.ts'
import { inChunks } from './chunks.ts'
import type { LogAppender } from './createLogAppender.ts'
import type { Guard } from './guard.ts'
import type { LogStore } from './store.ts'
import type { Database } from './tables.ts'
import { toEntry } from './toEntry.ts'

/** The log of every thread. Entries are stored by `appendAtOnce` where it can, and else by `append` in a transaction. */
export function createLogStore(db: Database, guard: Guard, append: LogAppender, appendAtOnce: AppendAtOnce): LogStore {
  return {
    appendAll: async (appends) => {
      if (appends.length === 0) return []
      const attempts = createAttempts(appends)
      return await guard(
        async () =>
          (await attempts.atOnce(() => appendAtOnce(appends))) ??
          (await db.transaction().execute(async (transaction) => attempts.settle(await append(transaction, appends)))),
      )
    },
    read: ({ sessionId, thread, limit, from }) =>
      guard(async () => {
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
    find: (senderId, id) =>
      guard(async () => {
        const row = await db
          .selectFrom('entries')
          .selectAll()
          .where('id', '=', id)
          .where('sender_id', '=', senderId)
          .executeTakeFirst()
        return row && toEntry(row)
      }),
    findInThread: ({ sessionId, thread, id }) =>
      guard(async () => {
        const row = await db
          .selectFrom('entries')
          .selectAll()
          .where('id', '=', id)
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .orderBy('seq')
          .limit(1)
          .executeTakeFirst()
        return row && toEntry(row)
      }),
    amendments: ({ sessionId, thread, targets }) =>
      guard(async () => {
        const found: Entry[] = []
        for (const chunk of inChunks(targets)) {
          const rows = await db
            .selectFrom('amendments')
            .innerJoin('entries', (join) =>
              join
                .onRef('entries.session_id', '=', 'amendments.session_id')
                .onRef('entries.thread', '=', 'amendments.thread')
                .onRef('entries.seq', '=', 'amendments.seq'),
            )
            .selectAll('entries')
            .where('amendments.session_id', '=', sessionId)
            .where('amendments.thread', '=', thread)
            .where('amendments.target_seq', 'in', chunk)
            .execute()
          found.push(...rows.map(toEntry))
        }
        return found.sort((a, b) => a.seq - b.seq)
      }),
    countUnread: (userId, sessionIds) =>
      guard(async () => {
        const counts: Awaited<ReturnType<LogStore['countUnread']>> = []
        for (const chunk of inChunks(sessionIds)) {
          const rows = await db
            .selectFrom('entries')
            .leftJoin('watermarks', (join) =>
              join
                .onRef('watermarks.session_id', '=', 'entries.session_id')
                .onRef('watermarks.thread', '=', 'entries.thread')
                .on('watermarks.user_id', '=', userId),
            )
            .select((count) => ['entries.session_id', 'entries.thread', count.fn.countAll().as('count')])
            .where('entries.session_id', 'in', chunk)
            .where((unread) => unread('entries.seq', '>', unread.fn.coalesce('watermarks.read_up_to', unread.val(0))))
            .where('entries.sender_id', '!=', userId)
            .where('entries.body_json', 'like', `${messagePrefix}%`)
            .groupBy(['entries.session_id', 'entries.thread'])
            .execute()
          counts.push(
            ...rows.map((row) => ({ sessionId: row.session_id, thread: row.thread, count: Number(row.count) })),
          )
        }
        return counts
      }),
    heads: (sessionIds) =>
      guard(async () => {
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
