import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { inChunks } from '../inChunks.ts'
import type { Database } from '../tables.ts'
import { isMessageSql, redactedSuffix } from './bodyText.ts'
import type { ThreadKey } from './ranges.ts'

/** Counts at most `most` of each thread, and looks no further. */
export async function countUnread(
  db: Database,
  userId: UserId,
  sessionIds: readonly SessionId[],
  most = Number.MAX_SAFE_INTEGER,
) {
  const counts: (ThreadKey & { readonly count: number })[] = []
  for (const chunk of inChunks(sessionIds)) {
    const rows = await selectUnread(db, userId, most).where('threads.session_id', 'in', chunk).execute()
    for (const row of rows) {
      const count = Number(row.count ?? 0)
      if (count > 0) counts.push({ sessionId: row.session_id, thread: row.thread, count })
    }
  }
  return counts
}

/** Every thread with the number of messages in it that are unread by the user. */
function selectUnread(db: Database, userId: UserId, most: number) {
  return db
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
        .selectFrom((unread) =>
          unread
            .selectFrom('entries')
            .select('entries.seq')
            .whereRef('entries.session_id', '=', 'threads.session_id')
            .whereRef('entries.thread', '=', 'threads.thread')
            .where((entry) => entry('entries.seq', '>', entry.fn.coalesce('watermarks.read_up_to', entry.val(0))))
            .where('entries.sender_id', '!=', userId)
            .where(isMessageSql)
            .where('entries.body_json', 'not like', `%${redactedSuffix}`)
            .limit(most)
            .as('some'),
        )
        .select((count) => count.fn.countAll().as('count'))
        .as('count'),
    ])
}

export async function findHeads(db: Database, sessionIds: readonly SessionId[]) {
  const heads: (ThreadKey & { readonly head: number })[] = []
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
}
