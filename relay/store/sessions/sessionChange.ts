import type { Entry } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { type Thread, threadSchema } from '../../../src/shared/model/thread.ts'
import type { UserRecord } from '../accounts/userStore.ts'
import type { Changes } from '../digests/changes.ts'
import { inChunks } from '../inChunks.ts'
import type { LogAppender } from '../log/createLogAppender.ts'
import { toEntry } from '../log/toEntry.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'
import type { Changed, ChangeOrder, ChangeRequest } from './changeOrder.ts'
import { type SessionRecord, toSessionRecords } from './sessionRecord.ts'

/** Returns an access that stores the change; run again after a commit that was not confirmed, it finds what it had stored. */
export function createSessionChange(
  db: Database,
  append: LogAppender,
  changes: Changes,
  order: ChangeOrder,
): () => Promise<Changed> {
  let earlier: Changed | undefined

  async function tryChange(transaction: DatabaseTransaction): Promise<Changed | undefined> {
    await lockSession(transaction, order.id)
    if (earlier && (await isStored(transaction, earlier))) return earlier
    earlier = await storeChange(transaction, append, changes, order)
    return earlier
  }

  return async () => {
    for (;;) {
      const changed = await db.transaction().execute(tryChange)
      if (changed) return changed
    }
  }
}

/** Takes the row's lock by writing it: whoever changes this session next reads what is written here. */
async function lockSession(transaction: DatabaseTransaction, id: SessionId): Promise<void> {
  await transaction
    .updateTable('sessions')
    .set((session) => ({ active: session.ref('active') }))
    .where('id', '=', id)
    .execute()
}

async function isStored(transaction: DatabaseTransaction, changed: Changed): Promise<boolean> {
  const [first] = changed.outcome === 'changed' ? changed.entries : []
  if (!first) return false
  const row = await transaction
    .selectFrom('entries')
    .select('seq')
    .where('id', '=', first.id)
    .where('sender_id', '=', first.senderId)
    .executeTakeFirst()
  return row !== undefined
}

/** Returns undefined, with nothing changed, when it is to be tried again. */
async function storeChange(
  transaction: DatabaseTransaction,
  append: LogAppender,
  changes: Changes,
  { id, accountsOf = [], request, decide }: ChangeOrder,
): Promise<Changed | undefined> {
  if (request) {
    const entry = await findEarlierEntry(transaction, id, request)
    if (entry) return { outcome: 'repeated', entry }
  }
  const rows = await transaction.selectFrom('sessions').selectAll().where('id', '=', id).execute()
  const [current] = await toSessionRecords(transaction, rows)
  const accounts = await findAccounts(transaction, accountsOf)
  const names = await findNames(
    transaction,
    accountsOf.filter((userId) => !accounts.has(userId)),
  )
  const { next, appends } = decide(current, accounts, names)
  const record: SessionRecord = { ...next, id, version: (current?.version ?? 0) + 1 }
  const isWritten = await writeSession(transaction, changes, record, current === undefined)
  if (!isWritten) return undefined
  await replaceParticipants(transaction, record)
  const heads = await raiseVersion(transaction, id, record.version)
  const place = { sessionId: id, sessionVersion: record.version }
  const outcomes = await append(
    transaction,
    appends.map((one) => ({ thread: 'care', ...one, ...place })),
    request,
  )
  const entries = outcomes.map((outcome) => {
    if (outcome.outcome !== 'appended') throw new Error('a change was stored without the entries that report it')
    return outcome.entry
  })
  for (const { thread } of entries) heads[thread] += 1
  return { outcome: 'changed', record, heads, entries }
}

/** Finds the entry by which the request was carried out before. Throws when its id was used for something else. */
async function findEarlierEntry(
  transaction: DatabaseTransaction,
  sessionId: SessionId,
  request: ChangeRequest,
): Promise<Entry | undefined> {
  const rows = await transaction.selectFrom('entries').selectAll().where('id', '=', request.id).execute()
  const used = rows.filter((row) => row.sender_id === request.senderId || row.session_id === sessionId)
  const same = used.find((row) => row.sender_id === request.senderId && row.request_json === request.asks)
  if (same?.session_id === sessionId) return toEntry(same)
  if (used.length > 0) throw new FailureError('conflict', 'This id was used before for something else.')
  return undefined
}

async function findAccounts(transaction: DatabaseTransaction, ids: readonly UserId[]) {
  const accounts = new Map<UserId, Pick<UserRecord, 'id' | 'name' | 'role'>>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await transaction.selectFrom('users').select(['id', 'name', 'role']).where('id', 'in', chunk).execute()
    for (const row of rows) accounts.set(row.id, row)
  }
  return accounts
}

/** Finds the names that users have in sessions; nothing of those of whom no more than an id is known. */
async function findNames(transaction: DatabaseTransaction, ids: readonly UserId[]) {
  const names = new Map<UserId, string>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await transaction
      .selectFrom('participants')
      .select((select) => ['user_id', select.fn.min('name').as('name')])
      .where('user_id', 'in', chunk)
      .whereRef('name', '<>', 'user_id')
      .groupBy('user_id')
      .execute()
    for (const { user_id: userId, name } of rows) names.set(userId, name)
  }
  return names
}

/** Returns false, and stores nothing, when the session is taken for new and exists by now. */
async function writeSession(
  transaction: DatabaseTransaction,
  changes: Changes,
  session: SessionRecord,
  isNew: boolean,
): Promise<boolean> {
  const row = {
    kind: session.kind,
    active: session.active ? 1 : 0,
    created_at_ms: session.createdAtMs,
    expires_at_ms: session.expiresAtMs,
    patient_json: session.patient && JSON.stringify(session.patient),
    claimed_by: session.claimedBy,
    dispute_json: session.dispute && JSON.stringify(session.dispute),
    escalation_json: session.escalation && JSON.stringify(session.escalation),
    later_json: session.later && JSON.stringify(session.later),
    version: session.version,
    changed_in: changes.number,
  }
  const stored = await transaction
    .insertInto('sessions')
    .values({ id: session.id, ...row })
    .onConflict((conflict) => {
      const existing = conflict.column('id')
      return isNew ? existing.doNothing() : existing.doUpdateSet(row)
    })
    .returning('id')
    .executeTakeFirst()
  return stored !== undefined
}

async function replaceParticipants(
  transaction: DatabaseTransaction,
  { id, participants }: SessionRecord,
): Promise<void> {
  await transaction.deleteFrom('participants').where('session_id', '=', id).execute()
  const rows = participants.map(({ userId, name, role, triedAtMs = null }, position) => ({
    session_id: id,
    user_id: userId,
    name,
    role,
    position,
    tried_at_ms: triedAtMs,
  }))
  for (const chunk of inChunks(rows)) await transaction.insertInto('participants').values(chunk).execute()
}

const newThread = { head: 0, newest_message_seq: 0, changed_in: 0 }

/** Refuses from now on every append that was decided at an older version. Returns the threads' heads. */
async function raiseVersion(
  transaction: DatabaseTransaction,
  id: SessionId,
  version: number,
): Promise<Record<Thread, number>> {
  const rows = await transaction
    .insertInto('threads')
    .values(threadSchema.options.map((thread) => ({ ...newThread, session_id: id, thread, session_version: version })))
    .onConflict((conflict) =>
      conflict
        .columns(['session_id', 'thread'])
        .doUpdateSet((update) => ({ session_version: update.ref('excluded.session_version') })),
    )
    .returning(['thread', 'head'])
    .execute()
  const heads = { care: 0, staff: 0 }
  for (const { thread, head } of rows) heads[thread] = head
  return heads
}
