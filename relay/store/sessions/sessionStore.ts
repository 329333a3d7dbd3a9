import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Changes } from '../digests/changes.ts'
import { inChunks } from '../inChunks.ts'
import type { LogAppender } from '../log/createLogAppender.ts'
import type { Database } from '../tables.ts'
import type { Changed, ChangeOrder } from './changeOrder.ts'
import { createSessionChange } from './sessionChange.ts'
import { type SessionRecord, toSessionRecords } from './sessionRecord.ts'

export interface SessionStore {
  readonly find: (id: SessionId) => Promise<SessionRecord | undefined>
  /** Returns those of these sessions that exist. */
  readonly findMany: (ids: readonly SessionId[]) => Promise<SessionRecord[]>
  /**
   * Returns every session in which the user is a participant; for `supported`, every one in dispute or escalated; for `everything`,
   * every session there is. Ascending by id. With a page, at most so many, beginning after an id in the order of the database.
   */
  readonly list: (
    of: { readonly participant: UserId } | 'supported' | 'everything',
    page?: { readonly after: SessionId | null; readonly limit: number },
  ) => Promise<SessionRecord[]>
  /**
   * Changes a session as it is at that moment, in one transaction with the entries that report the change: no other writer, on
   * whatever node, comes between. Throws `FailureError('conflict')`, with nothing changed, when the id of the request was used
   * before for anything else: by its sender anywhere, or by anyone in this session.
   */
  readonly change: (order: ChangeOrder) => Promise<Changed>
  /** Returns the active sessions that expire first, soonest first, at most `limit`. */
  readonly expiring: (limit: number) => Promise<{ readonly id: SessionId; readonly expiresAtMs: number }[]>
}

/** Sessions with their participants. */
export function createSessionStore(
  db: Database,
  queryRunner: QueryRunner,
  append: LogAppender,
  changes: Changes,
): SessionStore {
  return {
    find: (id) => queryRunner(() => findSession(db, id)),
    findMany: (ids) => queryRunner(() => findSessions(db, ids)),
    list: (of, page) => queryRunner(() => listSessions(db, of, page)),
    change: (order) => {
      const change = createSessionChange(db, append, changes, order)
      return queryRunner(change)
    },
    expiring: (limit) => queryRunner(() => findExpiring(db, limit)),
  }
}

async function findSession(db: Database, id: SessionId): Promise<SessionRecord | undefined> {
  const rows = await db.selectFrom('sessions').selectAll().where('id', '=', id).execute()
  return (await toSessionRecords(db, rows))[0]
}

async function findSessions(db: Database, ids: readonly SessionId[]): Promise<SessionRecord[]> {
  const found: SessionRecord[] = []
  for (const chunk of inChunks(ids)) {
    const rows = await db.selectFrom('sessions').selectAll().where('id', 'in', chunk).execute()
    found.push(...(await toSessionRecords(db, rows)))
  }
  return found
}

async function listSessions(db: Database, ...[of, page]: Parameters<SessionStore['list']>): Promise<SessionRecord[]> {
  let query = db.selectFrom('sessions').selectAll().orderBy('id')
  if (page) query = query.limit(page.limit)
  if (page && page.after !== null) query = query.where('id', '>', page.after)
  if (of === 'supported')
    query = query.where((session) =>
      session.or([session('dispute_json', 'is not', null), session('escalation_json', 'is not', null)]),
    )
  else if (of !== 'everything')
    query = query.where('id', 'in', (sessions) =>
      sessions.selectFrom('participants').select('session_id').where('user_id', '=', of.participant),
    )
  const records = await toSessionRecords(db, await query.execute())
  // Databases differ in how they order text.
  return page ? records : records.sort((a, b) => (a.id < b.id ? -1 : 1))
}

async function findExpiring(db: Database, limit: number) {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'expires_at_ms'])
    .where('active', '=', 1)
    .where('expires_at_ms', 'is not', null)
    .orderBy('expires_at_ms')
    .limit(limit)
    .execute()
  return rows.flatMap((row) => (row.expires_at_ms === null ? [] : [{ id: row.id, expiresAtMs: row.expires_at_ms }]))
}
