import { inChunks } from './chunks.ts'
import type { LogAppender } from './createLogAppender.ts'
import type { Guard } from './guard.ts'
import type { LogStore } from './store.ts'
import type { Database } from './tables.ts'
import { toEntry } from './toEntry.ts'

/** The log of every thread. */
export function createLogStore(db: Database, guard: Guard, append: LogAppender): LogStore {
  return {
    appendAll: (appends) =>
      guard(async () =>
        appends.length === 0 ? [] : await db.transaction().execute((transaction) => append(transaction, appends)),
      ),
    read: ({ sessionId, thread, limit, from }) =>
      guard(async () => {
        const query = db
          .selectFrom('entries')
          .selectAll()
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .limit(limit)
        if ('after' in from) return (await query.where('seq', '>', from.after).orderBy('seq').execute()).map(toEntry)
        return (await query.where('seq', '<', from.before).orderBy('seq', 'desc').execute()).reverse().map(toEntry)
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
