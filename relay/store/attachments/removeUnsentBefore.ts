import type { Database } from '../tables.ts'
import { type AttachmentRecord, toAttachmentRecord } from './attachmentRecord.ts'

/** Removes and returns at most `limit` unsent attachments that nobody has worked on since `beforeMs`. */
export async function removeUnsentBefore(db: Database, beforeMs: number, limit: number): Promise<AttachmentRecord[]> {
  const rows = await db
    .deleteFrom('attachments')
    .where('id', 'in', selectAbandoned(db, beforeMs).orderBy('old.received_at_ms').limit(limit))
    // PostgreSQL checks these again in a row that was changed meanwhile.
    .where('entry_id', 'is', null)
    .where('received_at_ms', '<', beforeMs)
    .returningAll()
    .execute()
  return rows.map(toAttachmentRecord)
}

function selectAbandoned(db: Database, beforeMs: number) {
  return (
    db
      .selectFrom('attachments as old')
      .select('old.id')
      .where('old.entry_id', 'is', null)
      .where('old.received_at_ms', '<', beforeMs)
      // A node of an older version does not write this column.
      .where('old.created_at_ms', '<', beforeMs)
      .where(({ and, eb, exists, not, or, ref, selectFrom }) =>
        or([
          // Uploads without any content: the response to the request that began one may have been lost.
          and([
            eb('old.media_type', 'is', null),
            eb('old.received_at_ms', '>', 0),
            eb('old.received_at_ms', '<=', ref('old.created_at_ms')),
          ]),
          not(
            exists(
              selectFrom('attachments as other')
                .select('other.id')
                .whereRef('other.uploader_id', '=', 'old.uploader_id')
                .whereRef('other.session_id', '=', 'old.session_id')
                .where('other.entry_id', 'is', null)
                .where(({ eb: of, or: either }) =>
                  either([of('other.received_at_ms', '>=', beforeMs), of('other.created_at_ms', '>=', beforeMs)]),
                ),
            ),
          ),
        ]),
      )
  )
}
