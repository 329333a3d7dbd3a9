import { z } from 'zod'
import type { ContentEncoding, MessageType } from '../../../src/shared/model/entry.ts'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type SessionId, seqSchema, upToSchema } from '../../../src/shared/model/ids.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { fitsMessage, limits } from '../../../src/shared/protocol/limits.ts'
import type { Principal } from '../../sessions/access/principal.ts'
import { currentMessage } from './currentMessage.ts'
import type { MessageEntry } from './dialectUpdates.ts'
import { entryIdFor } from './entryIdFor.ts'
import { contentRequired } from './fields.ts'
import { refuseImpersonation } from './refuseImpersonation.ts'
import type { RestParts } from './rest.ts'

/** Query of a history over REST, by places in the log. */
export const rangeSchema = z.object({
  after: z.coerce.number().pipe(upToSchema).optional(),
  before: z.coerce.number().pipe(seqSchema).optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(limits.entriesPerPage)).default(limits.entriesPerPage),
})

export interface PostedMessage {
  readonly sessionId: SessionId
  /** The client's own id; see `entryIdFor`. */
  readonly givenId: unknown
  readonly text: string
  readonly type?: MessageType
  readonly contentEncoding?: ContentEncoding
}

/** Appends a message that came over REST, and returns it as it reads now. Refuses as `SessionUseCases.appendMessage` does, and as sockets do. */
export async function postMessage(
  { useCases, newEntryId }: Pick<RestParts, 'useCases' | 'newEntryId'>,
  principal: Principal,
  { sessionId, givenId, text, type = 'text', contentEncoding }: PostedMessage,
): Promise<MessageEntry> {
  if (!hasVisibleText(text)) throw new FailureError('invalid', contentRequired)
  if (contentEncoding !== 'encrypted') refuseImpersonation(text)
  if (!fitsMessage(text))
    throw new FailureError('tooLarge', `message: the message is longer than ${limits.messageTextBytes} bytes`)
  const id = entryIdFor(givenId, { senderId: principal.userId, sessionId, text }) ?? newEntryId()
  const encoding = contentEncoding === undefined ? {} : { contentEncoding }
  const sent = { id, sessionId, thread: 'care' as const, type, text, ...encoding }
  return await currentMessage(useCases, principal, await useCases.appendMessage(principal, sent))
}
