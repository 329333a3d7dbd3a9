import { sql } from 'kysely'
import type { TakeTurn } from '../database/takeTurn.ts'
import type { DatabaseTransaction } from '../tables.ts'
import { type AttachmentRecord, toAttachmentRow } from './attachmentRecord.ts'

/** Limits on uploads that no message carries yet; sizes are the announced ones. */
export interface UploadBudget {
  /** Uploads of one user that are not whole. */
  readonly mostOpen: number
  readonly unsentBytesOfUser: number
  readonly unsentBytesOfSession: number
}

/** Outcome of beginning an upload: begun, or the limit that it would have exceeded. */
export type Beginning = 'begun' | 'tooManyOpen' | 'tooMuchOfUser' | 'tooMuchOfSession'

/** Stores the record of a new upload if the budget has room for it. */
export async function beginUpload(
  transaction: DatabaseTransaction,
  takeTurn: TakeTurn,
  attachment: AttachmentRecord,
  { mostOpen, unsentBytesOfUser, unsentBytesOfSession }: UploadBudget,
): Promise<Beginning> {
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
  // An earlier try may have been committed without confirmation.
  if (open.some(({ id }) => id === attachment.id)) return 'begun'
  if (open.length >= mostOpen) return 'tooManyOpen'
  const ofUser = await unsentBytes(transaction, 'uploader_id', uploaderId)
  if (ofUser + bytes > unsentBytesOfUser) return 'tooMuchOfUser'
  const ofSession = await unsentBytes(transaction, 'session_id', sessionId)
  if (ofSession + bytes > unsentBytesOfSession) return 'tooMuchOfSession'
  await transaction.insertInto('attachments').values(toAttachmentRow(attachment)).execute()
  return 'begun'
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
