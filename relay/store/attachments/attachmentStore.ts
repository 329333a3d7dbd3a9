import { type Selectable, sql, type Updateable } from 'kysely'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import { inChunks } from '../chunks.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { TakeTurn } from '../database/takeTurn.ts'
import type { Database, DatabaseTransaction, Tables } from '../tables.ts'

/** A file that is, or is being, uploaded to a thread. */
export interface AttachmentRecord {
  readonly id: AttachmentId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly uploaderId: UserId
  readonly name: string
  readonly bytes: number
  /** Of the whole content, hex: what its file is called. */
  readonly sha256: string
  /** Media type that was found in the content; null until the upload is whole and was accepted. */
  readonly mediaType: string | null
  readonly createdAtMs: number
  /** Time at which its last bytes came; at first, at which it was begun. */
  readonly receivedAtMs: number
  /** The message of the uploader that carries it; null until it is sent. */
  readonly entryId: EntryId | null
}

/** Limits on uploads that no message carries yet; sizes are the announced ones. */
export interface UploadBudget {
  /** Uploads of one user that are not whole. */
  readonly mostOpen: number
  readonly unsentBytesOfUser: number
  readonly unsentBytesOfSession: number
}

/** Outcome of beginning an upload: begun, or the limit that it would have exceeded. */
export type Beginning = 'begun' | 'tooManyOpen' | 'tooMuchOfUser' | 'tooMuchOfSession'

export interface AttachmentStore {
  /** Stores what is known of an upload if the budget has room for it: of any number that are begun at once, on whatever nodes, so many are. */
  readonly begin: (attachment: AttachmentRecord, budget: UploadBudget) => Promise<Beginning>
  readonly find: (id: AttachmentId) => Promise<AttachmentRecord | undefined>
  /** Those that there are, in no order. */
  readonly findMany: (ids: readonly AttachmentId[]) => Promise<AttachmentRecord[]>
  /** Bytes of an upload have come. False: it is gone. */
  readonly receive: (id: AttachmentId, atMs: number) => Promise<boolean>
  /** The upload is whole and was let in as this type. False: it is gone. */
  readonly finish: (id: AttachmentId, mediaType: string) => Promise<boolean>
  /** Removes what is in no message at that moment; tells whether it is gone. */
  readonly removeUnsent: (id: AttachmentId) => Promise<boolean>
  /** Removes, and gives, at most `limit` that are in no message and for whose session no bytes have come from their uploader since then. */
  readonly removeUnsentBefore: (beforeMs: number, limit: number) => Promise<AttachmentRecord[]>
  /** Those of these files (by hash) that no attachment needs any more. */
  readonly unreferenced: (hashes: readonly string[]) => Promise<string[]>
}

function toRecord(row: Selectable<Tables['attachments']>): AttachmentRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    thread: row.thread,
    uploaderId: row.uploader_id,
    name: row.name,
    bytes: row.bytes,
    sha256: row.sha256,
    mediaType: row.media_type,
    createdAtMs: row.created_at_ms,
    receivedAtMs: row.received_at_ms,
    entryId: row.entry_id,
  }
}

function toRow(attachment: AttachmentRecord): Tables['attachments'] {
  return {
    id: attachment.id,
    session_id: attachment.sessionId,
    thread: attachment.thread,
    uploader_id: attachment.uploaderId,
    name: attachment.name,
    bytes: attachment.bytes,
    sha256: attachment.sha256,
    media_type: attachment.mediaType,
    created_at_ms: attachment.createdAtMs,
    received_at_ms: attachment.receivedAtMs,
    entry_id: attachment.entryId,
  }
}

async function unsentBytes(
  transaction: DatabaseTransaction,
  whose: 'uploader_id' | 'session_id',
  id: string,
): Promise<number> {
  const { bytes } = await transaction
    .selectFrom('attachments')
    .select((sum) => sum.fn.sum<number | string | null>('bytes').as('bytes'))
    .where(sql.ref(whose), '=', id)
    .where('entry_id', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** Creates the store of records of attachments; their content is elsewhere. */
export function createAttachmentStore(db: Database, queryRunner: QueryRunner, takeTurn: TakeTurn): AttachmentStore {
  async function change(id: AttachmentId, to: Updateable<Tables['attachments']>): Promise<boolean> {
    const changed = await db.updateTable('attachments').set(to).where('id', '=', id).returning('id').executeTakeFirst()
    return changed !== undefined
  }

  return {
    begin: (attachment, { mostOpen, unsentBytesOfUser, unsentBytesOfSession }) =>
      queryRunner(() =>
        db.transaction().execute(async (transaction): Promise<Beginning> => {
          const { uploaderId, sessionId, bytes } = attachment
          // Always in this order, so that no two wait for each other.
          await takeTurn(transaction, `uploads of ${uploaderId}`)
          await takeTurn(transaction, `uploads to ${sessionId}`)
          const open = await transaction
            .selectFrom('attachments')
            .select('id')
            .where('uploader_id', '=', uploaderId)
            .where('media_type', 'is', null)
            .limit(mostOpen)
            .execute()
          // The commit of an earlier try may have been done without its answer.
          if (open.some(({ id }) => id === attachment.id)) return 'begun'
          if (open.length >= mostOpen) return 'tooManyOpen'
          const ofUser = await unsentBytes(transaction, 'uploader_id', uploaderId)
          if (ofUser + bytes > unsentBytesOfUser) return 'tooMuchOfUser'
          const firstInSession = await unsentBytes(transaction, 'session_id', sessionId)
          if (firstInSession + bytes > unsentBytesOfSession) return 'tooMuchOfSession'
          await transaction.insertInto('attachments').values(toRow(attachment)).execute()
          return 'begun'
        }),
      ),
    find: (id) =>
      queryRunner(async () => {
        const row = await db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toRecord(row)
      }),
    findMany: (ids) =>
      queryRunner(async () => {
        const found: AttachmentRecord[] = []
        for (const chunk of inChunks([...new Set(ids)])) {
          const rows = await db.selectFrom('attachments').selectAll().where('id', 'in', chunk).execute()
          found.push(...rows.map(toRecord))
        }
        return found
      }),
    receive: (id, atMs) => queryRunner(() => change(id, { received_at_ms: atMs })),
    finish: (id, mediaType) => queryRunner(() => change(id, { media_type: mediaType })),
    removeUnsent: (id) =>
      queryRunner(async () => {
        await db.deleteFrom('attachments').where('id', '=', id).where('entry_id', 'is', null).execute()
        const left = await db.selectFrom('attachments').select('id').where('id', '=', id).executeTakeFirst()
        return left === undefined
      }),
    removeUnsentBefore: (beforeMs, limit) =>
      queryRunner(async () => {
        const rows = await db
          .deleteFrom('attachments')
          .where('id', 'in', (from) =>
            from
              .selectFrom('attachments as old')
              .select('old.id')
              .where('old.entry_id', 'is', null)
              .where('old.received_at_ms', '<', beforeMs)
              // A node that is older than the column notes in it nothing.
              .where('old.created_at_ms', '<', beforeMs)
              .where(({ and, eb, exists, not, or, ref, selectFrom }) =>
                or([
                  // Of what was only begun, perhaps by a request whose answer was lost, nobody knows.
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
                          either([
                            of('other.received_at_ms', '>=', beforeMs),
                            of('other.created_at_ms', '>=', beforeMs),
                          ]),
                        ),
                    ),
                  ),
                ]),
              )
              .orderBy('old.received_at_ms')
              .limit(limit),
          )
          // PostgreSQL looks at these again in a row that was changed meanwhile.
          .where('entry_id', 'is', null)
          .where('received_at_ms', '<', beforeMs)
          .returningAll()
          .execute()
        return rows.map(toRecord)
      }),
    unreferenced: (hashes) =>
      queryRunner(async () => {
        const needed = new Set<string>()
        for (const chunk of inChunks([...new Set(hashes)])) {
          const rows = await db.selectFrom('attachments').select('sha256').where('sha256', 'in', chunk).execute()
          for (const row of rows) needed.add(row.sha256)
        }
        return [...new Set(hashes)].filter((hash) => !needed.has(hash))
      }),
  }
}
