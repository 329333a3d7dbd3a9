import { FailureError } from '../../../shared/model/failure.ts'
import type { FileId } from '../../../shared/model/files/ownFile.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { fitsMessage } from '../../../shared/protocol/limits.ts'
import { messageTextSchema } from '../../../shared/protocol/message.ts'
import type { StoredOwnFile } from '../../storage/files/fileStore.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { waitingFiles } from '../log/files/writeFiles.ts'

/** Returns the files of a draft by their ids, as they are when a message waits for them. Throws `conflict` where one is in that draft no more. */
export function requireFiles(
  { files }: Pick<StorageReader, 'files'>,
  { sessionId, thread }: Pick<OutboxItem, 'sessionId' | 'thread'>,
  ids: readonly FileId[],
): StoredOwnFile[] {
  if (ids.length === 0) return []
  const staged = new Map(files.ofDraft(sessionId, thread).map((file) => [file.id, file]))
  return waitingFiles(
    ids.map((id) => {
      const file = staged.get(id)
      if (file) return file
      throw new FailureError('conflict', 'A file of this message was removed in another window. Look at it again.')
    }),
  )
}

/** Throws `notFound` where there is no such session, and `forbidden` where the thread is not open to this person. */
export function requireThread(
  { sessions }: Pick<StorageReader, 'sessions'>,
  at: Pick<OutboxItem, 'sessionId' | 'thread'>,
): void {
  if (sessions.findThread(at.sessionId, at.thread)) return
  if (!sessions.find(at.sessionId)) throw new FailureError('notFound', 'There is no such session.')
  throw new FailureError('forbidden', 'This thread is not open to you.')
}

/** Throws `tooLarge` or `invalid` for a text that is no message. One that carries something else needs none. */
export function requireText(text: string, hasFiles = false): void {
  if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in several parts.')
  if (hasFiles && !hasVisibleText(text)) return
  if (!messageTextSchema.safeParse(text).success) throw new FailureError('invalid', 'The message is empty.')
}
