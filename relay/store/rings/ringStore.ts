import type { SessionId } from '../../../src/shared/model/ids.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { isMessageSql } from '../log/bodyText.ts'
import type { Database } from '../tables.ts'

/** A patient who waits, and whom nobody has taken. Times are ms since 1970. */
export interface UntakenSession {
  readonly sessionId: SessionId
  readonly owedSinceMs: number
}

/** Rings for patients whom nobody has taken. */
export interface RingStore {
  /**
   * Returns the open sessions whose patients have waited since `sinceMs` or longer, and which nobody has claimed, put off, or ever answered; the longest
   * wait first, at most `limit`.
   */
  readonly untaken: (sinceMs: number, nowMs: number, limit: number) => Promise<UntakenSession[]>
  /**
   * Notes that a ring of this wait is rung, the first having number 1. Returns false where it was before, or a later one, by whatever node: it is not
   * to be rung again.
   */
  readonly take: (session: UntakenSession, count: number) => Promise<boolean>
}

export function createRingStore(db: Database, queryRunner: QueryRunner): RingStore {
  return {
    untaken: (sinceMs, nowMs, limit) => queryRunner(() => findUntaken(db, sinceMs, nowMs, limit)),
    take: (session, count) => queryRunner(() => take(db, session, count)),
  }
}

async function findUntaken(db: Database, sinceMs: number, nowMs: number, limit: number): Promise<UntakenSession[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('threads', 'threads.session_id', 'sessions.id')
    .select(['sessions.id', 'threads.owed_since_ms'])
    .where('threads.thread', '=', 'care')
    .where('threads.owed_since_ms', '<=', sinceMs)
    .where('sessions.active', '=', 1)
    .where('sessions.claimed_by', 'is', null)
    .where('sessions.later_json', 'is', null)
    .where((row) => row.or([row('sessions.expires_at_ms', 'is', null), row('sessions.expires_at_ms', '>', nowMs)]))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('entries')
            .select('entries.seq')
            .whereRef('entries.session_id', '=', 'sessions.id')
            .where('entries.thread', '=', 'care')
            .where('entries.sender_role', '<>', 'patient')
            .where(isMessageSql),
        ),
      ),
    )
    .orderBy('threads.owed_since_ms')
    .limit(limit)
    .execute()
  return rows.flatMap(({ id, owed_since_ms: owedSinceMs }) =>
    owedSinceMs === null ? [] : [{ sessionId: id, owedSinceMs }],
  )
}

async function take(db: Database, { sessionId, owedSinceMs }: UntakenSession, count: number): Promise<boolean> {
  const ring = { owed_since_ms: owedSinceMs, count }
  // One statement: of nodes that come at the same time, the row's lock lets one through.
  const row = await db
    .insertInto('rings')
    .values({ session_id: sessionId, ...ring })
    .onConflict((conflict) =>
      conflict
        .column('session_id')
        .doUpdateSet(ring)
        .where((before) =>
          before.or([before('rings.owed_since_ms', '<', owedSinceMs), before('rings.count', '<', count)]),
        ),
    )
    .returning('session_id')
    .executeTakeFirst()
  return row !== undefined
}
