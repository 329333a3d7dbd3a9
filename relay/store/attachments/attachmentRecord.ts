import type { Selectable } from 'kysely'
import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'
import type { Tables } from '../tables.ts'

/** A file that is, or is being, uploaded to a thread. */
export interface AttachmentRecord {
  readonly id: AttachmentId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly uploaderId: UserId
  readonly name: string
  readonly bytes: number
  /** Of the whole content, hex: the name of its file. */
  readonly sha256: string
  /** Media type that was found in the content; null until the upload is whole and was accepted. */
  readonly mediaType: string | null
  readonly createdAtMs: number
  /** Time at which its last bytes arrived; at first, at which it was begun. */
  readonly receivedAtMs: number
  /** The message of the uploader that carries it; null until it is sent. */
  readonly entryId: EntryId | null
}

export function toAttachmentRecord(row: Selectable<Tables['attachments']>): AttachmentRecord {
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

export function toAttachmentRow(attachment: AttachmentRecord): Tables['attachments'] {
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
