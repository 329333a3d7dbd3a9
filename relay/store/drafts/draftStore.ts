import type { Selectable } from 'kysely'
import { z } from 'zod'
import { type Draft, otherDraftSchema } from '../../../src/shared/model/draft.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import { refuseErased } from '../sessions/endedAccess.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'

/** A draft as it is kept. `writer`: the installation that has written its text. */
export interface StoredDraft extends Draft {
  readonly writer: string
}

/** A draft as it is to be kept; its version is the store's. */
export type DraftState = Pick<StoredDraft, 'text' | 'at' | 'writer' | 'others'>

export interface DraftPlace {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly thread: Thread
}

export interface DraftStore {
  /**
   * Changes a draft as it is at that moment, in one transaction: no other change of a draft of this user comes between. `decide` returns null where nothing is to be changed. Returns the
   * draft as it is then, and whether it was changed; undefined where there is none. Throws `FailureError('conflict')` for a user who was erased.
   */
  readonly change: (
    place: DraftPlace,
    decide: (current: StoredDraft | undefined) => DraftState | null,
  ) => Promise<{ readonly draft: StoredDraft; readonly isChanged: boolean } | undefined>
  /** Returns the version of the user's last change; 0 where there was none. */
  readonly newest: (userId: UserId) => Promise<number>
  /** Returns the drafts of a user that have changed after a version, ascending by it, at most `limit`. */
  readonly changedAfter: (userId: UserId, version: number, limit: number) => Promise<StoredDraft[]>
}

/** Drafts of people, each for its writer alone. They go with their session. */
export function createDraftStore(db: Database, queryRunner: QueryRunner): DraftStore {
  return {
    change: (place, decide) =>
      queryRunner(() => db.transaction().execute((transaction) => changeDraft(transaction, place, decide))),
    newest: (userId) =>
      queryRunner(async () => {
        const row = await db
          .selectFrom('draft_versions')
          .select('version')
          .where('user_id', '=', userId)
          .executeTakeFirst()
        return row?.version ?? 0
      }),
    changedAfter: (userId, version, limit) =>
      queryRunner(async () => {
        const rows = await db
          .selectFrom('drafts')
          .selectAll()
          .where('user_id', '=', userId)
          .where('version', '>', version)
          .orderBy('version')
          .limit(limit)
          .execute()
        return rows.map(toDraft)
      }),
  }
}

async function changeDraft(
  transaction: DatabaseTransaction,
  place: DraftPlace,
  decide: Parameters<DraftStore['change']>[1],
): ReturnType<DraftStore['change']> {
  // Writing first takes the lock: whoever changes a draft of this user next reads what is written here.
  const { version } = await transaction
    .insertInto('draft_versions')
    .values({ user_id: place.userId, version: 1 })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet((update) => ({ version: update('draft_versions.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow()
  await refuseErased(transaction, place.userId)
  const row = await transaction
    .selectFrom('drafts')
    .selectAll()
    .where('user_id', '=', place.userId)
    .where('session_id', '=', place.sessionId)
    .where('thread', '=', place.thread)
    .executeTakeFirst()
  const current = row && toDraft(row)
  const next = decide(current)
  if (!next) return current && { draft: current, isChanged: false }
  const columns = {
    text: next.text,
    at_ms: next.at,
    writer: next.writer,
    version,
    others_json: JSON.stringify(next.others),
  }
  await transaction
    .insertInto('drafts')
    .values({ user_id: place.userId, session_id: place.sessionId, thread: place.thread, ...columns })
    .onConflict((conflict) => conflict.columns(['user_id', 'session_id', 'thread']).doUpdateSet(columns))
    .execute()
  const { sessionId, thread } = place
  return { draft: { ...next, sessionId, thread, version }, isChanged: true }
}

const othersSchema = z.array(otherDraftSchema)

function toDraft(row: Selectable<Tables['drafts']>): StoredDraft {
  return {
    sessionId: row.session_id,
    thread: row.thread,
    text: row.text,
    at: row.at_ms,
    writer: row.writer,
    version: row.version,
    others: othersSchema.parse(JSON.parse(row.others_json)),
  }
}
