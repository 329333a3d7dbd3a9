import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Thread } from '../../../src/shared/model/thread.ts'

/** The table of attachments. */
export interface AttachmentTables {
  attachments: {
    id: AttachmentId
    session_id: SessionId
    thread: Thread
    uploader_id: UserId
    name: string
    bytes: number
    sha256: string
    media_type: string | null
    created_at_ms: number
    received_at_ms: number
    entry_id: EntryId | null
  }
}
