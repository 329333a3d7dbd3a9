import { sql } from 'kysely'
import { z } from 'zod'
import { entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Database } from '../tables.ts'

export interface RetentionStore {
  /**
   * At most `limit` sessions, ascending by id from `after`, that are closed, or had expired, are not in dispute, and in which
   * nothing was said or done since `beforeMs` (ms since 1970).
   */
  readonly purgeable: (beforeMs: number, limit: number, after: SessionId | null) => Promise<SessionId[]>
  /**
   * Removes a session with all that belongs to it, in one transaction, unless something was said or done in it since `beforeMs`
   * or it is open or in dispute; returns the hashes of the files that its attachments had, or undefined when it stays.
   */
  readonly purge: (id: SessionId, beforeMs: number) => Promise<string[] | undefined>
  /**
   * Returns how many messages and edits that were redacted before `beforeMs` still have their words kept, of sessions without a
   * dispute.
   */
  readonly countRedacted: (beforeMs: number) => Promise<number>
  /**
   * Removes the words of those, and the attachments that they had, in one transaction; returns how many there were, and the hashes
   * of the attachments' files.
   */
  readonly purgeRedacted: (beforeMs: number) => Promise<{ readonly count: number; readonly hashes: readonly string[] }>
  /**
   * Resolves when no byte of what was removed is in the files of an SQLite database. PostgreSQL has its own rules for that, which
   * docs/operating.md names; nothing is done there.
   */
  readonly scrub: () => Promise<void>
}

/** Removes what is older than it may be kept. */
export function createRetentionStore(
  db: Database,
  queryRunner: QueryRunner,
  scrub: () => Promise<void>,
): RetentionStore {
  /** Sessions that were closed, or else whose time was over then, of which nothing is younger. Each finds them by an index. */
  function past(from: Database, beforeMs: number, over: 'closed' | 'expired') {
    const query = from
      .selectFrom('sessions')
      .select('sessions.id')
      .where('sessions.created_at_ms', '<', beforeMs)
      // What is in dispute is evidence until that is resolved, however old it is.
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
    return over === 'closed'
      ? query.where('sessions.active', '=', sql.lit(0))
      : query
          .where('sessions.active', '=', sql.lit(1))
          .where('sessions.expires_at_ms', 'is not', null)
          .where('sessions.expires_at_ms', '<', beforeMs)
  }

  /** Selects what older redactions removed from the log, unless it is evidence. */
  function redacted(from: Database, beforeMs: number) {
    return from
      .selectFrom('redacted_bodies')
      .innerJoin('sessions', 'sessions.id', 'redacted_bodies.session_id')
      .innerJoin('entries', (join) =>
        join
          .onRef('entries.session_id', '=', 'redacted_bodies.session_id')
          .onRef('entries.thread', '=', 'redacted_bodies.thread')
          .onRef('entries.seq', '=', 'redacted_bodies.redacted_by_seq'),
      )
      .where('entries.at_ms', '<', beforeMs)
      .where('sessions.dispute_json', 'is', null)
  }

  return {
    scrub,
    countRedacted: (beforeMs) =>
      queryRunner(async () => {
        const row = await redacted(db, beforeMs)
          .select((count) => count.fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
        return Number(row.count)
      }),
    purgeRedacted: (beforeMs) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          const rows = await redacted(transaction, beforeMs)
            .select(['redacted_bodies.session_id', 'redacted_bodies.thread', 'redacted_bodies.seq'])
            .select('redacted_bodies.body_json')
            .execute()
          const hashes: string[] = []
          for (const { session_id, thread, seq, body_json } of rows) {
            await transaction
              .deleteFrom('redacted_bodies')
              .where('session_id', '=', session_id)
              .where('thread', '=', thread)
              .where('seq', '=', seq)
              .execute()
            const body = z.parse(entryBodySchema, JSON.parse(body_json))
            const ids = body.kind === 'message' ? (body.attachments ?? []).map(({ id }) => id) : []
            if (ids.length === 0) continue
            const attachments = await transaction
              .deleteFrom('attachments')
              .where('session_id', '=', session_id)
              .where('id', 'in', ids)
              .returning('sha256')
              .execute()
            hashes.push(...attachments.map(({ sha256 }) => sha256))
          }
          return { count: rows.length, hashes }
        }),
      ),
    purgeable: (beforeMs, limit, after) =>
      queryRunner(async () => {
        const from = (over: 'closed' | 'expired') =>
          past(db, beforeMs, over).$if(after !== null, (query) => query.where('sessions.id', '>', after))
        const rows = await from('closed').unionAll(from('expired')).orderBy('id').limit(limit).execute()
        return rows.map((row) => row.id)
      }),
    purge: (id, beforeMs) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          // Writing first takes the row's lock: nothing is appended to a session between the look at it and its end.
          await transaction
            .updateTable('sessions')
            .set((session) => ({ active: session.ref('active') }))
            .where('id', '=', id)
            .execute()
          const from = (over: 'closed' | 'expired') => past(transaction, beforeMs, over).where('sessions.id', '=', id)
          const row = await from('closed').unionAll(from('expired')).executeTakeFirst()
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
