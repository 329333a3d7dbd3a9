import { isDeepStrictEqual } from 'node:util'
import type { CompiledQuery } from 'kysely'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { EntryId } from '../../src/shared/model/ids.ts'
import { amendStored } from './amendStored.ts'
import { bodyText } from './bodyText.ts'
import { inChunks } from './chunks.ts'
import { createTemplate } from './createTemplate.ts'
import type { Append, AppendOutcome } from './store.ts'
import type { Database, DatabaseTransaction, Tables } from './tables.ts'
import { toEntry } from './toEntry.ts'

export type LogAppender = (transaction: DatabaseTransaction, appends: readonly Append[]) => Promise<AppendOutcome[]>

/**
 * Appends within a transaction, in the given order. Three statements for a batch of up to 64: take the places, which locks
 * the threads against other writers; look for repeats; insert.
 */
export function createLogAppender(db: Database): LogAppender {
  const takePlaces = createTemplate(
    (threads: readonly Tables['threads'][]): CompiledQuery<Tables['threads']> =>
      db
        .insertInto('threads')
        .values([...threads])
        .onConflict((conflict) =>
          conflict
            .columns(['session_id', 'thread'])
            .doUpdateSet((update) => ({ head: update('threads.head', '+', update.ref('excluded.head')) })),
        )
        .returningAll()
        .compile(),
    (row) => [row.session_id, row.thread, row.head],
  )
  const findByIds = createTemplate(
    (ids: readonly EntryId[]): CompiledQuery<Tables['entries']> =>
      db.selectFrom('entries').selectAll().where('id', 'in', ids).compile(),
    (id) => [id],
  )
  const insert = createTemplate(
    (rows: readonly Tables['entries'][]) =>
      db
        .insertInto('entries')
        .values([...rows])
        .compile(),
    (row) => [
      row.session_id,
      row.thread,
      row.seq,
      row.id,
      row.sender_id,
      row.sender_name,
      row.sender_role,
      row.at_ms,
      row.body_json,
    ],
  )

  return async (transaction, appends) => {
    if (appends.length === 0) return []
    const wanted = new Map<string, Tables['threads']>()
    const once = new Set<string>()
    for (const append of appends) {
      if (once.has(keyOf(append))) continue
      once.add(keyOf(append))
      const row = wanted.get(threadOf(append))
      if (row) row.head += 1
      else wanted.set(threadOf(append), { session_id: append.sessionId, thread: append.thread, head: 1 })
    }

    const nextSeq = new Map<string, number>()
    // In a fixed order, so that two writers cannot wait for each other.
    const ordered = [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
    for (const chunk of inChunks(ordered)) {
      const { rows } = await transaction.executeQuery(takePlaces(chunk))
      for (const row of rows) {
        const key = `${row.session_id} ${row.thread}`
        nextSeq.set(key, row.head - (wanted.get(key)?.head ?? 0) + 1)
      }
    }

    const known = new Map<string, Entry>()
    for (const chunk of inChunks(appends)) {
      const { rows } = await transaction.executeQuery(findByIds(chunk.map((append) => append.id)))
      for (const row of rows) known.set(`${row.id} ${row.sender_id}`, toEntry(row))
    }

    const rows: Tables['entries'][] = []
    const appended: Entry[] = []
    const outcomes = appends.map((append): AppendOutcome => {
      const earlier = known.get(keyOf(append))
      if (earlier) return isSame(append, earlier) ? { outcome: 'repeated', entry: earlier } : { outcome: 'conflict' }
      const seq = nextSeq.get(threadOf(append))
      if (seq === undefined) throw new Error('a thread has given no place')
      nextSeq.set(threadOf(append), seq + 1)
      const { atMs, ...rest } = append
      const entry: Entry = { ...rest, seq, at: atMs }
      known.set(keyOf(append), entry)
      rows.push(toRow(entry))
      appended.push(entry)
      return { outcome: 'appended', entry }
    })
    for (const chunk of inChunks(rows)) await transaction.executeQuery(insert(chunk))
    const changed = await amendStored(transaction, appended)

    // Places that were taken for what turned out to be repeats are given back: no one else can have built on them.
    if (rows.length < once.size)
      for (const row of ordered) {
        const next = nextSeq.get(`${row.session_id} ${row.thread}`)
        if (next !== undefined)
          await transaction
            .updateTable('threads')
            .set({ head: next - 1 })
            .where('session_id', '=', row.session_id)
            .where('thread', '=', row.thread)
            .execute()
      }
    if (changed.size === 0) return outcomes
    return outcomes.map((outcome) => {
      const body = outcome.outcome === 'conflict' ? undefined : changed.get(outcome.entry)
      return body && outcome.outcome !== 'conflict' ? { ...outcome, entry: { ...outcome.entry, body } } : outcome
    })
  }
}

const keyOf = (append: Append): string => `${append.id} ${append.senderId}`
const threadOf = (append: Append): string => `${append.sessionId} ${append.thread}`

/** What was redacted cannot be compared any more; its sender asks again for what was stored, and gets its place. */
function isRedactedOf(append: Append, entry: Entry): boolean {
  return 'redacted' in entry.body && entry.body.redacted === true && entry.body.kind === append.body.kind
}

function isSame(append: Append, entry: Entry): boolean {
  return (
    append.sessionId === entry.sessionId &&
    append.thread === entry.thread &&
    (isRedactedOf(append, entry) ||
      isDeepStrictEqual(JSON.parse(JSON.stringify(append.body)), JSON.parse(JSON.stringify(entry.body))))
  )
}

function toRow(entry: Entry): Tables['entries'] {
  return {
    session_id: entry.sessionId,
    thread: entry.thread,
    seq: entry.seq,
    id: entry.id,
    sender_id: entry.senderId,
    sender_name: entry.senderName,
    sender_role: entry.senderRole,
    at_ms: entry.at,
    body_json: bodyText(entry.body),
  }
}
