import { isDeepStrictEqual } from 'node:util'
import type { CompiledQuery } from 'kysely'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { EntryId } from '../../../src/shared/model/ids.ts'
import { claimAttachments } from '../attachments/claimAttachments.ts'
import type { Changes } from '../digests/changes.ts'
import { inChunks } from '../inChunks.ts'
import type { ChangeRequest } from '../sessions/changeOrder.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'
import type { Append, AppendOutcome } from './append.ts'
import { applyAmendments, findRedacted, targetOf } from './applyAmendments.ts'
import { bodyText } from './bodyText.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'
import { toAppended } from './places.ts'
import { createPlaceTaker, type TakenPlaces } from './takenPlaces.ts'
import type { ThreadEnds } from './threadEnds.ts'
import { toEntry } from './toEntry.ts'

/** Appends entries within a transaction. `request`: the one that an entry among them carries out. */
export type LogAppender = (
  transaction: DatabaseTransaction,
  appends: readonly Append[],
  request?: ChangeRequest,
) => Promise<AppendOutcome[]>

/** State on which the entries of a batch are decided; it grows with every one that is stored. */
interface Batch {
  readonly transaction: DatabaseTransaction
  readonly places: TakenPlaces
  /** The entries under each id of the batch. */
  readonly used: Map<EntryId, Entry[]>
  /** Messages that are redacted, as `targetOf` names them. */
  readonly redacted: Set<string | undefined>
}

/**
 * Appends within a transaction, in the given order. Four statements for a batch of up to 64: take the places, which locks
 * the threads against other writers and is refused where the session was changed meanwhile; look for repeats; insert; write the
 * digests.
 */
export function createLogAppender(db: Database, changes: Changes, ends: ThreadEnds): LogAppender {
  const takePlaces = createPlaceTaker(db, changes, ends)
  const findByIds = compileFindByIds(db)
  const insert = compileInsert(db)

  return async (transaction, appends, request) => {
    if (appends.length === 0) return []
    const places = await takePlaces(transaction, appends)
    const used = new Map<EntryId, Entry[]>()
    for (const chunk of inChunks(appends)) {
      const { rows } = await transaction.executeQuery(findByIds(chunk.map((append) => append.id)))
      for (const row of rows) addUse(used, toEntry(row))
    }
    const batch: Batch = { transaction, places, used, redacted: await findRedacted(transaction, appends) }

    const outcomes: AppendOutcome[] = []
    const appended: Entry[] = []
    for (const append of appends) {
      const outcome = await decideOutcome(batch, append)
      outcomes.push(outcome)
      if (outcome.outcome === 'appended') appended.push(outcome.entry)
    }
    const rows = appended.map((entry) => toRow(entry, entry.id === request?.id ? request.asks : null))
    for (const chunk of inChunks(rows)) await transaction.executeQuery(insert(chunk))
    await applyAmendments(transaction, appended)
    await places.finish(transaction, appended)
    return outcomes
  }
}

async function decideOutcome({ transaction, places, used, redacted }: Batch, append: Append): Promise<AppendOutcome> {
  const earlier = outcomeOfUse(append, used.get(append.id) ?? [])
  if (earlier) return earlier
  const free = places.of(append)
  if (!free) return { outcome: 'outdated' }
  if (redacted.has(targetOf(append))) return { outcome: 'redacted' }
  if (!(await claimAttachments(transaction, append))) return { outcome: 'unattached' }
  const entry = toAppended(append, free.next)
  free.next += 1
  addUse(used, entry)
  if (entry.body.kind === 'redaction') redacted.add(targetOf(append))
  return { outcome: 'appended', entry }
}

function addUse(used: Map<EntryId, Entry[]>, entry: Entry): void {
  const entries = used.get(entry.id)
  if (entries) entries.push(entry)
  else used.set(entry.id, [entry])
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

function compileFindByIds(db: Database) {
  return compileBatchQuery(
    (ids: readonly EntryId[]): CompiledQuery<Tables['entries']> =>
      db.selectFrom('entries').selectAll().where('id', 'in', ids).compile(),
    (id) => [id],
  )
}

function compileInsert(db: Database) {
  return compileBatchQuery(
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
}

function toRow(entry: Entry, request: string | null): Tables['entries'] {
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
    request_json: request,
  }
}
