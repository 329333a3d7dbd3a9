import { sql } from 'kysely'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import { attachedTo } from '../attachments/claimAttachments.ts'
import type { Changes } from '../digests/changes.ts'
import { type DigestEffect, digestEffectOf } from '../digests/threadDigest.ts'
import type { Database } from '../tables.ts'
import type { Append, AppendOutcome } from './append.ts'
import { bodyText } from './bodyText.ts'
import { placesOf, threadOf, toAppended } from './places.ts'

/**
 * Stores all entries, in the given order, by one statement that is a transaction of its own. Returns undefined, with nothing
 * stored, when that is not enough: one of them was stored before, is about an earlier message, or carries files.
 */
export type AppendInOneStatement = (appends: readonly Append[]) => Promise<AppendOutcome[] | undefined>

/** Stands in for `DigestEffect.owedAtLatestMs` in the column that carries it to the update: of a row that is there, nothing else is taken from it. */
const isAnswered = -1

/**
 * For PostgreSQL: the threads are locked for one round trip, where a transaction of several statements holds up all other nodes for
 * each of its own. Entries that are stored already are noticed by the unique constraint.
 */
export function createAppendInOneStatement(db: Database, changes: Changes): AppendInOneStatement {
  return async (appends) => {
    if (appends.some((append) => 'targetSeq' in append.body || attachedTo(append).length > 0)) return undefined
    const places = placesOf(appends)
    const threads = [...places.values()]
    const asking = appends.filter((append) => places.get(threadOf(append))?.version === append.sessionVersion)
    const byThread = Map.groupBy(asking, threadOf)
    const effects = threads.map((places) => effectOf(byThread.get(threadOf(places)) ?? []))
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
        insert into threads (session_id, thread, head, session_version, owed_since_ms, last_activity_ms, newest_message_seq,
          changed_in)
        select * from unnest(
          ${threads.map(({ sessionId }) => sessionId)}::text[],
          ${threads.map(({ thread }) => thread)}::text[],
          ${threads.map(({ count }) => count)}::integer[],
          ${threads.map(({ version }) => version)}::integer[],
          ${effects.map(({ owedSinceMs }) => owedSinceMs)}::bigint[],
          ${effects.map(({ lastActivityMs }) => lastActivityMs)}::bigint[],
          ${effects.map(({ newestMessage }) => newestMessage)}::integer[],
          ${effects.map(({ owedAtLatestMs }) => owedAtLatestMs ?? isAnswered)}::bigint[])
        on conflict (session_id, thread) do update set
          head = threads.head + excluded.head,
          owed_since_ms = case
            when threads.owed_since_ms is null or excluded.changed_in = ${sql.lit(isAnswered)} then excluded.owed_since_ms
            else least(threads.owed_since_ms, excluded.changed_in) end,
          last_activity_ms = greatest(threads.last_activity_ms, excluded.last_activity_ms),
          newest_message_seq = case when excluded.newest_message_seq = 0 then threads.newest_message_seq
            else threads.head + excluded.newest_message_seq end,
          changed_in = ${changes.number}
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

function effectOf(appends: readonly Append[]): DigestEffect {
  return digestEffectOf(appends.map((append, index) => toAppended(append, index + 1)))
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}
