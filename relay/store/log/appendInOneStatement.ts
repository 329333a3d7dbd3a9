import { sql } from 'kysely'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import { attachedTo } from '../attachments/claimAttachments.ts'
import type { Database } from '../tables.ts'
import type { Append, AppendOutcome } from './append.ts'
import { bodyText } from './bodyText.ts'
import { placesOf, threadOf, toAppended } from './places.ts'

/**
 * Stores all entries, in the given order, by one statement that is a transaction of its own. Returns undefined, with nothing
 * stored, when that is not enough: one of them was stored before, is about an earlier message, or carries files.
 */
export type AppendInOneStatement = (appends: readonly Append[]) => Promise<AppendOutcome[] | undefined>

/**
 * For PostgreSQL: the threads are locked for one round trip, where a transaction of several statements holds up all other nodes for
 * each of its own. Entries that are stored already are noticed by the unique constraint.
 */
export function createAppendInOneStatement(db: Database): AppendInOneStatement {
  return async (appends) => {
    if (appends.some((append) => 'targetSeq' in append.body || attachedTo(append).length > 0)) return undefined
    const places = placesOf(appends)
    const threads = [...places.values()]
    const asking = appends.filter((append) => places.get(threadOf(append))?.version === append.sessionVersion)
    const rests = new Map<string, number>()
    // Number of entries of the batch that come after it in its thread.
    const later = asking.map((append) => {
      const key = threadOf(append)
      const rest = (rests.get(key) ?? places.get(key)?.count ?? 0) - 1
      rests.set(key, rest)
      return rest
    })
    const statement = sql<{ id: EntryId; sender_id: UserId; seq: number }>`
      with taken as (
        insert into threads (session_id, thread, head, session_version)
        select * from unnest(
          ${threads.map(({ sessionId }) => sessionId)}::text[],
          ${threads.map(({ thread }) => thread)}::text[],
          ${threads.map(({ count }) => count)}::integer[],
          ${threads.map(({ version }) => version)}::integer[])
        on conflict (session_id, thread) do update set head = threads.head + excluded.head
        where threads.session_version = excluded.session_version
        returning session_id, thread, head
      )
      insert into entries (session_id, thread, seq, id, sender_id, sender_name, sender_role, at_ms, body_json)
      select session_id, thread, taken.head - later, id, sender_id, sender_name, sender_role, at_ms, body_json
      from unnest(
        ${asking.map(({ sessionId }) => sessionId)}::text[],
        ${asking.map(({ thread }) => thread)}::text[],
        ${later}::integer[],
        ${asking.map(({ id }) => id)}::text[],
        ${asking.map(({ senderId }) => senderId)}::text[],
        ${asking.map(({ senderName }) => senderName)}::text[],
        ${asking.map(({ senderRole }) => senderRole)}::text[],
        ${asking.map(({ atMs }) => atMs)}::bigint[],
        ${asking.map(({ body }) => bodyText(body))}::text[])
        as entry (session_id, thread, later, id, sender_id, sender_name, sender_role, at_ms, body_json)
      join taken using (session_id, thread)
      returning id, sender_id, seq`
    try {
      const { rows } = await statement.execute(db)
      const seqs = new Map(rows.map((row) => [`${row.id} ${row.sender_id}`, row.seq]))
      const hadPlace = new Set(asking)
      return appends.map((append): AppendOutcome => {
        const seq = hadPlace.has(append) ? seqs.get(`${append.id} ${append.senderId}`) : undefined
        return seq === undefined ? { outcome: 'outdated' } : { outcome: 'appended', entry: toAppended(append, seq) }
      })
    } catch (error) {
      if (isUniqueViolation(error)) return undefined
      throw error
    }
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
