import { sql } from 'kysely'
import type { EntryId, UserId } from '../../src/shared/model/ids.ts'
import { bodyText } from './bodyText.ts'
import type { Append, AppendOutcome } from './store.ts'
import type { Database } from './tables.ts'

/**
 * Stores all entries, in the given order, by one statement that is a transaction of its own. Undefined, and then nothing is
 * stored, when it takes more than that: one of them was stored before, or says something of an earlier message.
 */
export type AppendAtOnce = (appends: readonly Append[]) => Promise<AppendOutcome[] | undefined>

/**
 * For PostgreSQL: one way there and back while the threads are locked, where a transaction of several statements holds up all
 * other nodes for each of its own. What is stored already is noticed by the unique constraint.
 */
export function createAppendAtOnce(db: Database): AppendAtOnce {
  return async (appends) => {
    if (appends.some(({ body }) => 'targetSeq' in body)) return undefined
    const counts = new Map<string, { readonly sessionId: string; readonly thread: string; count: number }>()
    const places = appends.map((append) => {
      const { sessionId, thread } = append
      const known = counts.get(threadOf(append)) ?? { sessionId, thread, count: 0 }
      counts.set(threadOf(append), known)
      known.count += 1
      return known.count
    })
    // In a fixed order, so that two writers cannot wait for each other.
    const threads = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, thread]) => thread)
    // How many of the batch come after it in its thread.
    const later = appends.map((append, index) => (counts.get(threadOf(append))?.count ?? 0) - (places[index] ?? 0))
    const statement = sql<{ id: EntryId; sender_id: UserId; seq: number }>`
      with taken as (
        insert into threads (session_id, thread, head)
        select * from unnest(
          ${threads.map(({ sessionId }) => sessionId)}::text[],
          ${threads.map(({ thread }) => thread)}::text[],
          ${threads.map(({ count }) => count)}::integer[])
        on conflict (session_id, thread) do update set head = threads.head + excluded.head
        returning session_id, thread, head
      )
      insert into entries (session_id, thread, seq, id, sender_id, sender_name, sender_role, at_ms, body_json)
      select session_id, thread, taken.head - later, id, sender_id, sender_name, sender_role, at_ms, body_json
      from unnest(
        ${appends.map(({ sessionId }) => sessionId)}::text[],
        ${appends.map(({ thread }) => thread)}::text[],
        ${later}::integer[],
        ${appends.map(({ id }) => id)}::text[],
        ${appends.map(({ senderId }) => senderId)}::text[],
        ${appends.map(({ senderName }) => senderName)}::text[],
        ${appends.map(({ senderRole }) => senderRole)}::text[],
        ${appends.map(({ atMs }) => atMs)}::bigint[],
        ${appends.map(({ body }) => bodyText(body))}::text[])
        as entry (session_id, thread, later, id, sender_id, sender_name, sender_role, at_ms, body_json)
      join taken using (session_id, thread)
      returning id, sender_id, seq`
    try {
      const { rows } = await statement.execute(db)
      const seqs = new Map(rows.map((row) => [`${row.id} ${row.sender_id}`, row.seq]))
      return appends.map((append): AppendOutcome => {
        const seq = seqs.get(`${append.id} ${append.senderId}`)
        if (seq === undefined) throw new Error('an entry was stored without a place')
        const { atMs, ...rest } = append
        return { outcome: 'appended', entry: { ...rest, seq, at: atMs } }
      })
    } catch (error) {
      if (isUniqueViolation(error)) return undefined
      throw error
    }
  }
}

const threadOf = (append: Append): string => `${append.sessionId} ${append.thread}`

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
