import type { Updateable } from 'kysely'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { QueryRunner } from '../database/queryRunner.ts'
import type { TakeTurn } from '../database/takeTurn.ts'
import { inChunks } from '../inChunks.ts'
import type { Database, Tables } from '../tables.ts'
import { type AttachmentRecord, toAttachmentRecord } from './attachmentRecord.ts'
import { type Beginning, beginUpload, type UploadBudget } from './beginUpload.ts'
import { removeUnsentBefore } from './removeUnsentBefore.ts'

export interface AttachmentStore {
  /**
   * Stores the record of a new upload if the budget has room for it. Uploads that are begun at once, on whatever nodes, are counted
   * one after the other.
   */
  readonly begin: (attachment: AttachmentRecord, budget: UploadBudget) => Promise<Beginning>
  readonly find: (id: AttachmentId) => Promise<AttachmentRecord | undefined>
  /** Returns those that exist, in no order. */
  readonly findMany: (ids: readonly AttachmentId[]) => Promise<AttachmentRecord[]>
  /** Notes that bytes of an upload have arrived. Returns false when it is gone. */
  readonly receive: (id: AttachmentId, atMs: number) => Promise<boolean>
  /** Notes that the upload is whole and was accepted as this type. Returns false when it is gone. */
  readonly finish: (id: AttachmentId, mediaType: string) => Promise<boolean>
  /** Removes the attachment unless a message carries it at that moment. Returns whether it is gone. */
  readonly removeUnsent: (id: AttachmentId) => Promise<boolean>
  /**
   * Removes and returns at most `limit` that no message carries and to whose session their uploader has sent no bytes since
   * `beforeMs`.
   */
  readonly removeUnsentBefore: (beforeMs: number, limit: number) => Promise<AttachmentRecord[]>
  /** Returns those of these files (by hash) that no attachment needs any more. */
  readonly unreferenced: (hashes: readonly string[]) => Promise<string[]>
}

/** Creates the store of records of attachments; their content is elsewhere. */
export function createAttachmentStore(db: Database, queryRunner: QueryRunner, takeTurn: TakeTurn): AttachmentStore {
  return {
    begin: (attachment, budget) =>
      queryRunner(() =>
        db.transaction().execute((transaction) => beginUpload(transaction, takeTurn, attachment, budget)),
      ),
    find: (id) => queryRunner(() => findAttachment(db, id)),
    findMany: (ids) => queryRunner(() => findAttachments(db, ids)),
    receive: (id, atMs) => queryRunner(() => changeAttachment(db, id, { received_at_ms: atMs })),
    finish: (id, mediaType) => queryRunner(() => changeAttachment(db, id, { media_type: mediaType })),
    removeUnsent: (id) => queryRunner(() => removeUnsent(db, id)),
    removeUnsentBefore: (beforeMs, limit) => queryRunner(() => removeUnsentBefore(db, beforeMs, limit)),
    unreferenced: (hashes) => queryRunner(() => findUnreferenced(db, new Set(hashes))),
  }
}

async function findAttachment(db: Database, id: AttachmentId): Promise<AttachmentRecord | undefined> {
  const row = await db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toAttachmentRecord(row)
}

async function findAttachments(db: Database, ids: readonly AttachmentId[]): Promise<AttachmentRecord[]> {
  const found: AttachmentRecord[] = []
  for (const chunk of inChunks([...new Set(ids)])) {
    const rows = await db.selectFrom('attachments').selectAll().where('id', 'in', chunk).execute()
    found.push(...rows.map(toAttachmentRecord))
  }
  return found
}

async function changeAttachment(
  db: Database,
  id: AttachmentId,
  columns: Updateable<Tables['attachments']>,
): Promise<boolean> {
  const query = db.updateTable('attachments').set(columns).where('id', '=', id)
  return (await query.returning('id').executeTakeFirst()) !== undefined
}

async function removeUnsent(db: Database, id: AttachmentId): Promise<boolean> {
  await db.deleteFrom('attachments').where('id', '=', id).where('entry_id', 'is', null).execute()
  const left = await db.selectFrom('attachments').select('id').where('id', '=', id).executeTakeFirst()
  return left === undefined
}

async function findUnreferenced(db: Database, hashes: ReadonlySet<string>): Promise<string[]> {
  const needed = new Set<string>()
  for (const chunk of inChunks([...hashes])) {
    const rows = await db.selectFrom('attachments').select('sha256').where('sha256', 'in', chunk).execute()
    for (const row of rows) needed.add(row.sha256)
  }
  return [...hashes].filter((hash) => !needed.has(hash))
}
