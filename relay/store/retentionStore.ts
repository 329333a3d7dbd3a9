import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Guard } from './guard.ts'
import type { Database } from './tables.ts'

export interface RetentionStore {
  /**
   * At most `limit` sessions, ascending by id from `after`, that are closed, or had expired, are not in dispute, and in which
   * nothing was said or done since `beforeMs` (ms since 1970).
   */
  readonly purgeable: (beforeMs: number, limit: number, after: SessionId | null) => Promise<SessionId[]>
  /**
   * Removes a session with all that belongs to it, in one transaction, unless something was said or done in it since `beforeMs`
   * or it is open or in dispute; gives the hashes of the files that its attachments had, or undefined when it stays.
   */
  readonly purge: (id: SessionId, beforeMs: number) => Promise<string[] | undefined>
}

/** Removes what is older than it may be kept. */
export function createRetentionStore(db: Database, guard: Guard): RetentionStore {
  /** Sessions that are over, of which nothing is younger. */
  function past(from: Database, beforeMs: number) {
    return (
      from
        .selectFrom('sessions')
        .select('sessions.id')
        .where('sessions.created_at_ms', '<', beforeMs)
        // What is in dispute is evidence until that is resolved, however old it is.
        .where('sessions.dispute_json', 'is', null)
        .where((session) =>
          session.or([session('sessions.active', '=', 0), session('sessions.expires_at_ms', '<', beforeMs)]),
        )
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
    )
  }

  return {
    purgeable: (beforeMs, limit, after) =>
      guard(async () => {
        const rows = await past(db, beforeMs)
          .$if(after !== null, (query) => query.where('sessions.id', '>', after))
          .orderBy('sessions.id')
          .limit(limit)
          .execute()
        return rows.map((row) => row.id)
      }),
    purge: (id, beforeMs) =>
      guard(() =>
        db.transaction().execute(async (transaction) => {
          // Writing first takes the row's lock: nothing is appended to a session between the look at it and its end.
          await transaction
            .updateTable('sessions')
            .set((session) => ({ active: session.ref('active') }))
            .where('id', '=', id)
            .execute()
          const row = await past(transaction, beforeMs).where('sessions.id', '=', id).executeTakeFirst()
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
        }),
      ),
  }
}
