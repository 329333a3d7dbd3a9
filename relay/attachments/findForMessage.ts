import { FailureError } from '../../src/shared/model/failure.ts'
import type { Attachment } from '../../src/shared/model/files/attachment.ts'
import { canCarry } from '../../src/shared/model/files/mediaTypes.ts'
import type { FindAttachments } from '../sessions/messages/appendMessage.ts'
import type { Store } from '../store/store.ts'
import { noSuchAttachment, viewAttachment } from './attachmentAccess.ts'

/** Creates `FindAttachments`. It reads only: the attachments become the message's in the transaction that stores it. */
export function createFindForMessage(store: Pick<Store, 'attachments'>): FindAttachments {
  return async (principal, message, ids) => {
    const records = new Map((await store.attachments.findMany(ids)).map((record) => [record.id, record]))
    const found: Attachment[] = []
    for (const id of ids) {
      const record = records.get(id)
      const isTheirs =
        record?.uploaderId === principal.userId &&
        record.sessionId === message.sessionId &&
        record.thread === message.thread &&
        record.mediaType !== null
      if (!record || !isTheirs) throw noSuchAttachment()
      const attachment = viewAttachment(record)
      if (!canCarry(message.type, attachment.mediaType))
        throw new FailureError('invalid', `A message of the type ${message.type} cannot carry this attachment.`)
      if (record.entryId !== null && record.entryId !== message.id)
        throw new FailureError('conflict', 'The attachment was sent before. Upload it again to send it once more.')
      found.push(attachment)
    }
    return found
  }
}
