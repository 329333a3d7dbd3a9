import type { Selectable } from 'kysely'
import type { AttachmentId } from '../../src/shared/model/attachment.ts'
import type { EntryId, SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import { inChunks } from './chunks.ts'
import type { Guard } from './guard.ts'
import type { Database, Tables } from './tables.ts'

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
  /** What the content was found to be; null until the upload is whole and was let in. */
  readonly mediaType: string | null
  readonly createdAtMs: number
  /** The message of the uploader that carries it; null until it is sent. */
  readonly entryId: EntryId | null
}

export interface AttachmentStore {
  readonly insert: (attachment: AttachmentRecord) => Promise<void>
  readonly find: (id: AttachmentId) => Promise<AttachmentRecord | undefined>
  /** Those that there are, in no order. */
  readonly findMany: (ids: readonly AttachmentId[]) => Promise<AttachmentRecord[]>
  /** The upload is whole and was let in as this type. */
  readonly finish: (id: AttachmentId, mediaType: string) => Promise<void>
  /** Gives it to a message, unless it has another than `instead` (null: none) by now; tells whether it has this one. */
  readonly give: (id: AttachmentId, entryId: EntryId, instead: EntryId | null) => Promise<boolean>
  /** Removes what is in no message at that moment; tells whether it is gone. */
  readonly removeUnsent: (id: AttachmentId) => Promise<boolean>
  /** Uploads of a user that are not whole. */
  readonly countOpen: (uploaderId: UserId) => Promise<number>
  /** At most `limit` that were begun before and are in no message, the oldest first. */
  readonly unsentBefore: (beforeMs: number, limit: number) => Promise<AttachmentRecord[]>
  /** Those of these files (by hash) that no attachment needs any more. */
  readonly unneeded: (hashes: readonly string[]) => Promise<string[]>
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
    entryId: row.entry_id,
  }
}

/** What is known of attachments; their content is elsewhere. */
export function createAttachmentStore(db: Database, guard: Guard): AttachmentStore {
  return {
    insert: (attachment) =>
      guard(async () => {
        await db
          .insertInto('attachments')
          .values({
            id: attachment.id,
            session_id: attachment.sessionId,
            thread: attachment.thread,
            uploader_id: attachment.uploaderId,
            name: attachment.name,
            bytes: attachment.bytes,
            sha256: attachment.sha256,
            media_type: attachment.mediaType,
            created_at_ms: attachment.createdAtMs,
            entry_id: attachment.entryId,
          })
          // The commit of an earlier try may have been done without its answer.
          .onConflict((conflict) => conflict.column('id').doNothing())
          .execute()
      }),
    find: (id) =>
      guard(async () => {
        const row = await db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst()
        return row && toRecord(row)
      }),
    findMany: (ids) =>
      guard(async () => {
        const found: AttachmentRecord[] = []
        for (const chunk of inChunks([...new Set(ids)])) {
          const rows = await db.selectFrom('attachments').selectAll().where('id', 'in', chunk).execute()
          found.push(...rows.map(toRecord))
        }
        return found
      }),
    finish: (id, mediaType) =>
      guard(async () => {
        await db.updateTable('attachments').set({ media_type: mediaType }).where('id', '=', id).execute()
      }),
    give: (id, entryId, instead) =>
      guard(async () => {
        const row = await db
          .updateTable('attachments')
          .set({ entry_id: entryId })
          .where('id', '=', id)
          .where((held) =>
            held.or([
              held('entry_id', '=', entryId),
              instead === null ? held('entry_id', 'is', null) : held('entry_id', '=', instead),
            ]),
          )
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),
    removeUnsent: (id) =>
      guard(async () => {
        await db.deleteFrom('attachments').where('id', '=', id).where('entry_id', 'is', null).execute()
        const left = await db.selectFrom('attachments').select('id').where('id', '=', id).executeTakeFirst()
        return left === undefined
      }),
    countOpen: (uploaderId) =>
      guard(async () => {
        const row = await db
          .selectFrom('attachments')
          .select((count) => count.fn.countAll().as('count'))
          .where('uploader_id', '=', uploaderId)
          .where('media_type', 'is', null)
          .executeTakeFirstOrThrow()
        return Number(row.count)
      }),
    unsentBefore: (beforeMs, limit) =>
      guard(async () => {
        const rows = await db
          .selectFrom('attachments')
          .selectAll()
          .where('entry_id', 'is', null)
          .where('created_at_ms', '<', beforeMs)
          .orderBy('created_at_ms')
          .limit(limit)
          .execute()
        return rows.map(toRecord)
      }),
    unneeded: (hashes) =>
      guard(async () => {
        const needed = new Set<string>()
        for (const chunk of inChunks([...new Set(hashes)])) {
          const rows = await db.selectFrom('attachments').select('sha256').where('sha256', 'in', chunk).execute()
          for (const row of rows) needed.add(row.sha256)
        }
        return [...new Set(hashes)].filter((hash) => !needed.has(hash))
      }),
  }
}
