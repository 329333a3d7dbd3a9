import { sql } from 'kysely'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'

export async function findPurgeable(
  db: Database,
  beforeMs: number,
  limit: number,
  after: SessionId | null,
): Promise<SessionId[]> {
  const select = (end: SessionEnd) =>
    selectPast(db, beforeMs, end).$if(after !== null, (query) => query.where('sessions.id', '>', after))
  const rows = await select('closed').unionAll(select('expired')).orderBy('id').limit(limit).execute()
  return rows.map((row) => row.id)
}

export async function purgeSession(
  transaction: DatabaseTransaction,
  id: SessionId,
  beforeMs: number,
): Promise<string[] | undefined> {
  // Writing first takes the row's lock: nothing is appended to a session between the look at it and its end.
  await transaction
    .updateTable('sessions')
    .set((session) => ({ active: session.ref('active') }))
    .where('id', '=', id)
    .execute()
  const select = (end: SessionEnd) => selectPast(transaction, beforeMs, end).where('sessions.id', '=', id)
  const row = await select('closed').unionAll(select('expired')).executeTakeFirst()
  if (!row) return undefined
  const attachments = await transaction
    .selectFrom('attachments')
    .select('sha256')
    .where('session_id', '=', id)
    .execute()
  for (const table of ['redacted_bodies', 'amendments', 'entries', 'threads'] as const)
    await transaction.deleteFrom(table).where('session_id', '=', id).execute()
  // Participants, watermarks, calls, notifications and attachments go with it.
  await transaction.deleteFrom('sessions').where('id', '=', id).execute()
  return attachments.map(({ sha256 }) => sha256)
}

type SessionEnd = 'closed' | 'expired'

/** Selects the sessions that ended so and have nothing younger. Each end has an index of its own. */
function selectPast(db: Database, beforeMs: number, end: SessionEnd) {
  const query = db
    .selectFrom('sessions')
    .select('sessions.id')
    .where('sessions.created_at_ms', '<', beforeMs)
    // A session in dispute is evidence until that is resolved, however old it is.
    .where('sessions.dispute_json', 'is', null)
    .where((session) =>
      session.not(
        session.exists(
          session
            .selectFrom('entries')
            .select('entries.seq')
            .whereRef('entries.session_id', '=', 'sessions.id')
            .where('entries.at_ms', '>=', beforeMs),
        ),
      ),
    )
  return end === 'closed'
    ? query.where('sessions.active', '=', sql.lit(0))
    : query
        .where('sessions.active', '=', sql.lit(1))
        .where('sessions.expires_at_ms', 'is not', null)
        .where('sessions.expires_at_ms', '<', beforeMs)
}
