import { sql } from 'kysely'
import { isMessageSql } from '../log/bodyText.ts'
import type { ThreadKey } from '../log/ranges.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'
import type { Changes } from './changes.ts'
import { readOwed } from './readOwed.ts'

/** Threads that are compared with their logs at once. */
const comparedAtOnce = 2_000

/**
 * Mends the digests of threads to which a node of an older version has appended since the migration: nodes are brought to a new version one after the
 * other, and those that are still of the old one write no digest. They have numbered nothing else that they changed either: no token is good any more.
 */
export async function mendDigests(db: Database, changes: Changes): Promise<void> {
  let isMended = false
  for (let after: ThreadKey | undefined, isLast = false; !isLast; ) {
    const threads: Compared[] = await compareNext(db, after)
    for (const thread of threads) {
      if (!thread.isBehind) continue
      await db.transaction().execute((transaction) => mendDigest(transaction, changes, thread))
      isMended = true
    }
    isLast = threads.length < comparedAtOnce
    after = threads.at(-1)
  }
  if (isMended) await db.deleteFrom('epochs').execute()
}

interface Compared extends ThreadKey {
  readonly isBehind: boolean
}

async function compareNext(db: Database, after: ThreadKey | undefined): Promise<Compared[]> {
  const { rows } = await sql<{ session_id: ThreadKey['sessionId']; thread: ThreadKey['thread']; is_behind: number }>`
    select next.session_id, next.thread, case
      when exists (select 1 from entries where entries.session_id = next.session_id and entries.thread = next.thread
        and entries.seq > next.newest_message_seq and ${isMessageSql}) then 1
      when (select entries.at_ms from entries where entries.session_id = next.session_id and entries.thread = next.thread
        and entries.seq = next.head) > coalesce(next.last_activity_ms, -1) then 1
      else 0 end as is_behind
    from (select * from threads where (session_id, thread) > (${after?.sessionId ?? ''}, ${after?.thread ?? ''})
      order by session_id, thread limit ${comparedAtOnce}) as next
    order by next.session_id, next.thread`.execute(db)
  return rows.map((row) => ({ sessionId: row.session_id, thread: row.thread, isBehind: row.is_behind === 1 }))
}

async function mendDigest(transaction: DatabaseTransaction, changes: Changes, key: ThreadKey): Promise<void> {
  const update = () =>
    transaction.updateTable('threads').where('session_id', '=', key.sessionId).where('thread', '=', key.thread)
  // Writing first takes the row's lock: nothing is appended until the digest is written.
  await update()
    .set((thread) => ({ head: thread.ref('head') }))
    .execute()
  const entries = transaction
    .selectFrom('entries')
    .where('session_id', '=', key.sessionId)
    .where('thread', '=', key.thread)
  const all = await entries.select((entry) => entry.fn.max('at_ms').as('last')).executeTakeFirst()
  const newest = await entries.where(isMessageSql).select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  await update()
    .set({
      owed_since_ms: key.thread === 'care' ? await readOwed(transaction, key) : null,
      last_activity_ms: all?.last ?? null,
      newest_message_seq: newest?.seq ?? 0,
      changed_in: changes.number,
    })
    .execute()
}
