import { z } from 'zod'
import { entryBodySchema } from '../../../src/shared/model/entry.ts'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { Database, DatabaseTransaction } from '../tables.ts'
import { refreshBlocks } from '../words/wordBlocks.ts'
import type { WordIndex } from '../words/wordIndex.ts'

export interface PurgedRedactions {
  readonly count: number
  /** Of the files of their attachments. */
  readonly hashes: readonly string[]
}

export async function countRedacted(db: Database, beforeMs: number): Promise<number> {
  const row = await selectRedacted(db, beforeMs)
    .select((count) => count.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function purgeRedacted(
  transaction: DatabaseTransaction,
  wordIndex: WordIndex,
  beforeMs: number,
): Promise<PurgedRedactions> {
  const rows = await selectRedacted(transaction, beforeMs)
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
    // The index may be behind the log.
    await refreshBlocks(transaction, wordIndex, { sessionId: session_id, thread }, [seq])
    const ids = attachmentsOf(body_json)
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
}

/** Selects the bodies that older redactions took out of the log, unless they are evidence. */
function selectRedacted(db: Database, beforeMs: number) {
  return db
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

function attachmentsOf(bodyJson: string): AttachmentId[] {
  const body = z.parse(entryBodySchema, JSON.parse(bodyJson))
  return body.kind === 'message' ? (body.attachments ?? []).map(({ id }) => id) : []
}
