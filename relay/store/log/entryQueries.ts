import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import { inChunks } from '../inChunks.ts'
import type { Database } from '../tables.ts'
import { isMessageSql } from './bodyText.ts'
import type { MessageRange, ThreadKey, ThreadRange } from './ranges.ts'
import { toEntry } from './toEntry.ts'

/** Columns of whole numbers hold 32 bits, and not every database compares them with more. */
const storableSeq = (seq: number) => Math.max(0, Math.min(seq, 2 ** 31 - 1))

export async function readEntries(db: Database, { sessionId, thread, limit, from }: ThreadRange): Promise<Entry[]> {
  const query = db
    .selectFrom('entries')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('thread', '=', thread)
    .limit(limit)
  if ('after' in from)
    return (await query.where('seq', '>', storableSeq(from.after)).orderBy('seq').execute()).map(toEntry)
  const rows = await query.where('seq', '<', storableSeq(from.before)).orderBy('seq', 'desc').execute()
  return rows.reverse().map(toEntry)
}

/** Halves the thread until the place is found: each step reads one row by its key, however long the thread is. */
export async function findSince(
  db: Database,
  { sessionId, thread, since }: ThreadKey & { readonly since: number },
): Promise<number> {
  const inThread = db.selectFrom('entries').where('session_id', '=', sessionId).where('thread', '=', thread)
  const newest = await inThread.select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  let [from, upTo] = [1, (newest?.seq ?? 0) + 1]
  while (from < upTo) {
    const middle = Math.floor((from + upTo) / 2)
    const row = await inThread.select('at_ms').where('seq', '=', middle).executeTakeFirst()
    if (row && Number(row.at_ms) >= since) upTo = middle
    else from = middle + 1
  }
  return from
}

export async function readMessages(
  db: Database,
  { sessionId, thread, after, before, limit }: MessageRange,
): Promise<Entry[]> {
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
}

export async function findEntry(db: Database, senderId: UserId, id: EntryId): Promise<Entry | undefined> {
  const row = await db
    .selectFrom('entries')
    .selectAll()
    .where('id', '=', id)
    .where('sender_id', '=', senderId)
    .executeTakeFirst()
  return row && toEntry(row)
}

export async function findEntryInThread(
  db: Database,
  { sessionId, thread, id }: ThreadKey & { readonly id: EntryId },
): Promise<Entry | undefined> {
  const rows = await db.selectFrom('entries').selectAll().where('id', '=', id).execute()
  const [first] = rows
    .filter((row) => row.session_id === sessionId && row.thread === thread)
    .sort((a, b) => a.seq - b.seq)
  return first && toEntry(first)
}

/** Looks by the id alone, which nearly always names one entry: the planner would take a whole thread for as few rows. */
export async function findPlaces(
  db: Database,
  { sessionId, thread, ids }: ThreadKey & { readonly ids: readonly EntryId[] },
): Promise<Pick<Entry, 'id' | 'seq'>[]> {
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
}
