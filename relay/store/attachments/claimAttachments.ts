import type { AttachmentId } from '../../../src/shared/model/files/attachment.ts'
import type { Append } from '../log/append.ts'
import type { DatabaseTransaction } from '../tables.ts'

/** Returns the ids of the attachments of a message. */
export function attachedTo({ body }: Pick<Append, 'body'>): AttachmentId[] {
  return 'attachments' in body && body.attachments ? body.attachments.map(({ id }) => id) : []
}

/**
 * Claims the attachments of a message in the transaction that stores it: a file has a message only when there is that message.
 * Returns false, and claims none, when one of them has another message by now or is gone.
 */
export async function claimAttachments(transaction: DatabaseTransaction, append: Append): Promise<boolean> {
  const wanted = [...new Set(attachedTo(append))]
  if (wanted.length === 0) return true
  const free = transaction
    .updateTable('attachments')
    .set({ entry_id: append.id })
    .where('id', 'in', wanted)
    .where('uploader_id', '=', append.senderId)
    .where('session_id', '=', append.sessionId)
    .where('thread', '=', append.thread)
    .where('entry_id', 'is', null)
  const given = await free.returning('id').execute()
  if (given.length === wanted.length) return true
  const ids = given.map(({ id }) => id)
  if (ids.length > 0)
    await transaction.updateTable('attachments').set({ entry_id: null }).where('id', 'in', ids).execute()
  return false
}
