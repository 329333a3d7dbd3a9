import { FailureError } from '../../../shared/model/failure.ts'
import { fitsMessage } from '../../../shared/protocol/limits.ts'
import { messageTextSchema } from '../../../shared/protocol/message.ts'
import type { OutboxItem } from '../../storage/outboxStore.ts'
import type { StorageReader } from '../../storage/storage.ts'

/** Throws `notFound` where there is no such session, and `forbidden` where the thread is not open to this person. */
export function requireThread(
  { sessions }: Pick<StorageReader, 'sessions'>,
  at: Pick<OutboxItem, 'sessionId' | 'thread'>,
): void {
  if (sessions.findThread(at.sessionId, at.thread)) return
  if (!sessions.find(at.sessionId)) throw new FailureError('notFound', 'There is no such session.')
  throw new FailureError('forbidden', 'This thread is not open to you.')
}

/** Throws `tooLarge` or `invalid` for a text that is no message. */
export function requireText(text: string): void {
  if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in several parts.')
  if (!messageTextSchema.safeParse(text).success) throw new FailureError('invalid', 'The message is empty.')
}
