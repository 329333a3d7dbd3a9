import { sql } from 'kysely'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { advanceWatermark, type Watermark } from '../../../src/shared/model/watermark.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { Changes } from '../digests/changes.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, Tables } from '../tables.ts'
import { compileBatchQuery } from './compileBatchQuery.ts'

export interface StoredWatermark extends Watermark {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly userId: UserId
}

export interface WatermarkStore {
  readonly of: (sessionIds: readonly SessionId[]) => Promise<StoredWatermark[]>
  /** Raises each to at least the given values in one transaction; never lowers. Returns those that grew, as they now are. */
  readonly raiseAll: (marks: readonly StoredWatermark[]) => Promise<StoredWatermark[]>
}

/** Watermarks. That they only grow is in the statement itself, so that writers need not know of each other. */
export function createWatermarkStore(db: Database, queryRunner: QueryRunner, changes: Changes): WatermarkStore {
  const raise = compileBatchQuery(
    (marks: readonly StoredWatermark[]) =>
      db
        .insertInto('watermarks')
        .values(
          marks.map((mark) => ({
            session_id: mark.sessionId,
            thread: mark.thread,
            user_id: mark.userId,
            delivered_up_to: mark.deliveredUpTo,
            read_up_to: mark.readUpTo,
            changed_in: changes.number,
          })),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['session_id', 'thread', 'user_id'])
            .doUpdateSet({
              delivered_up_to: larger('delivered_up_to'),
              read_up_to: larger('read_up_to'),
              changed_in: changes.number,
            })
            .where((where) =>
              where.or([
                where('excluded.delivered_up_to', '>', where.ref('watermarks.delivered_up_to')),
                where('excluded.read_up_to', '>', where.ref('watermarks.read_up_to')),
              ]),
            ),
        )
        .returningAll()
        .compile(),
    (mark) => [mark.sessionId, mark.thread, mark.userId, mark.deliveredUpTo, mark.readUpTo],
  )

  return {
    of: (sessionIds) =>
      queryRunner(async () => {
        const marks: StoredWatermark[] = []
        for (const chunk of inChunks(sessionIds)) {
          const rows = await db.selectFrom('watermarks').selectAll().where('session_id', 'in', chunk).execute()
          marks.push(...rows.map(toMark))
        }
        return marks
      }),
    raiseAll: async (marks) => {
      const wanted = merged(marks)
      if (wanted.length === 0) return []
      // Marks that an earlier try raised, whose commit was not confirmed, have grown, though this try finds them so.
      let earlier: readonly StoredWatermark[] = []
      return await queryRunner(() =>
        db.transaction().execute(async (transaction) => {
          const grown: StoredWatermark[] = [...earlier]
          for (const chunk of inChunks(wanted)) {
            const { rows } = await transaction.executeQuery(raise(chunk))
            grown.push(...rows.map(toMark))
          }
          earlier = grown
          return grown
        }),
      )
    },
  }
}

function larger(column: 'delivered_up_to' | 'read_up_to') {
  const given = sql.ref(`excluded.${column}`)
  const held = sql.ref(`watermarks.${column}`)
  return sql<number>`case when ${given} > ${held} then ${given} else ${held} end`
}

/** One mark for each user and thread: a statement may touch a row only once. In a fixed order, so that writers cannot lock each other out. */
function merged(marks: readonly StoredWatermark[]): StoredWatermark[] {
  const byKey = new Map<string, StoredWatermark>()
  for (const mark of marks) {
    const key = `${mark.sessionId} ${mark.thread} ${mark.userId}`
    const earlier = byKey.get(key)
    byKey.set(key, earlier ? { ...mark, ...advanceWatermark(earlier, mark, Number.MAX_SAFE_INTEGER) } : mark)
  }
  if (byKey.size === 1) return [...byKey.values()]
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark)
}

function toMark(row: Tables['watermarks']): StoredWatermark {
  return {
    sessionId: row.session_id,
    thread: row.thread,
    userId: row.user_id,
    deliveredUpTo: row.delivered_up_to,
    readUpTo: row.read_up_to,
  }
}
