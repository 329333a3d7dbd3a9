import { isDeepStrictEqual } from 'node:util'
import type { CompiledQuery } from 'kysely'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import { claimAttachments } from '../attachments/claimAttachments.ts'
import { inChunks } from '../chunks.ts'
import type { ChangeRequest } from '../sessions/changeOrder.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import { amendStored, findRedacted, targetOf } from './amendStored.ts'
import type { Append, AppendOutcome } from './append.ts'
import { bodyText } from './bodyText.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'
import { type Places, placesOf, threadOf, toAppended } from './places.ts'
import { toEntry } from './toEntry.ts'

/** `request`: the one that an entry among them answers. */
export type LogAppender = (
  transaction: DatabaseTransaction,
  appends: readonly Append[],
  request?: ChangeRequest,
) => Promise<AppendOutcome[]>

/**
 * Appends within a transaction, in the given order. Three statements for a batch of up to 64: take the places, which locks
 * the threads against other writers and is refused where the session was changed meanwhile; look for repeats; insert.
 */
export function createLogAppender(db: Database): LogAppender {
  const takePlaces = compileBatchQuery(
    (threads: readonly Tables['threads'][]): CompiledQuery<Tables['threads']> =>
      db
        .insertInto('threads')
        .values([...threads])
        .onConflict((conflict) =>
          conflict
            .columns(['session_id', 'thread'])
            .doUpdateSet((update) => ({ head: update('threads.head', '+', update.ref('excluded.head')) }))
            .whereRef('threads.session_version', '=', 'excluded.session_version'),
        )
        .returningAll()
        .compile(),
    (row) => [row.session_id, row.thread, row.head, row.session_version],
  )
  const findByIds = compileBatchQuery(
    (ids: readonly EntryId[]): CompiledQuery<Tables['entries']> =>
      db.selectFrom('entries').selectAll().where('id', 'in', ids).compile(),
    (id) => [id],
  )
  const insert = compileBatchQuery(
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
      row.request_json,
    ],
  )

  return async (transaction, appends, request) => {
    if (appends.length === 0) return []
    const wanted = placesOf(appends)
    const nextSeq = new Map<string, number>()
    for (const chunk of inChunks([...wanted.values()].map(toThreadRow))) {
      const { rows } = await transaction.executeQuery(takePlaces(chunk))
      for (const row of rows) nextSeq.set(`${row.session_id} ${row.thread}`, row.head)
    }
    for (const [key, { count }] of wanted) {
      const head = nextSeq.get(key)
      if (head !== undefined) nextSeq.set(key, head - count + 1)
    }

    const used = new Map<EntryId, Entry[]>()
    for (const chunk of inChunks(appends)) {
      const { rows } = await transaction.executeQuery(findByIds(chunk.map((append) => append.id)))
      for (const row of rows) used.set(row.id, [...(used.get(row.id) ?? []), toEntry(row)])
    }
    const redacted = await findRedacted(transaction, appends)

    const rows: Tables['entries'][] = []
    const appended: Entry[] = []
    async function outcomeOf(append: Append): Promise<AppendOutcome> {
      const earlier = outcomeOfUse(append, used.get(append.id) ?? [])
      if (earlier) return earlier
      const key = threadOf(append)
      const seq = nextSeq.get(key)
      if (seq === undefined || wanted.get(key)?.version !== append.sessionVersion) return { outcome: 'outdated' }
      if (redacted.has(targetOf(append))) return { outcome: 'redacted' }
      if (!(await claimAttachments(transaction, append))) return { outcome: 'unattached' }
      nextSeq.set(key, seq + 1)
      const entry = toAppended(append, seq)
      used.set(append.id, [...(used.get(append.id) ?? []), entry])
      rows.push({ ...toRow(entry), request_json: append.id === request?.id ? request.asks : null })
      appended.push(entry)
      if (entry.body.kind === 'redaction') redacted.add(targetOf(append))
      return { outcome: 'appended', entry }
    }
    const outcomes: AppendOutcome[] = []
    for (const append of appends) outcomes.push(await outcomeOf(append))
    for (const chunk of inChunks(rows)) await transaction.executeQuery(insert(chunk))
    await amendStored(transaction, appended)

    // Places that were taken for what is not stored are given back: no one else can have built on them.
    const isAnyLeft = rows.length < [...wanted.values()].reduce((sum, { count }) => sum + count, 0)
    for (const [key, { sessionId, thread }] of isAnyLeft ? wanted : []) {
      const next = nextSeq.get(key)
      if (next !== undefined)
        await transaction
          .updateTable('threads')
          .set({ head: next - 1 })
          .where('session_id', '=', sessionId)
          .where('thread', '=', thread)
          .execute()
    }
    return outcomes
  }
}

/**
 * Returns the outcome for an entry whose id was used before; undefined when it was not. `used`: all entries with the id.
 */
function outcomeOfUse(append: Append, used: readonly Entry[]): AppendOutcome | undefined {
  const own = used.find(({ senderId }) => senderId === append.senderId)
  if (own) return isSame(append, own) ? { outcome: 'repeated', entry: own } : { outcome: 'conflict' }
  return used.some(({ sessionId }) => sessionId === append.sessionId) ? { outcome: 'conflict' } : undefined
}

/**
 * Returns whether the entry is a redacted one of the same kind: its words cannot be compared any more, and the sender who asks
 * again for what was stored gets its place.
 */
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

function toThreadRow({ sessionId, thread, count, version }: Places): Tables['threads'] {
  return { session_id: sessionId, thread, head: count, session_version: version }
}

function toRow(entry: Entry): Omit<Tables['entries'], 'request_json'> {
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
