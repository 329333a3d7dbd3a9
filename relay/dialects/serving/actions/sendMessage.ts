import { FailureError } from '../../../../src/shared/model/failure.ts'
import { hasVisibleText } from '../../../../src/shared/model/text/visibleText.ts'
import { fitsMessage } from '../../../../src/shared/protocol/limits.ts'
import type { SessionCache } from '../../../sessions/cache/sessionCache.ts'
import type { Actions } from '../../table/actions.ts'
import { currentMessage } from '../../table/currentMessage.ts'
import { type DialectConnection, sessionsOf } from '../../table/dialectConnection.ts'
import { entryIdFor } from '../../table/entryIdFor.ts'
import { contentRequired } from '../../table/fields.ts'
import { refuseImpersonation } from '../../table/refuseImpersonation.ts'
import type { ActionsParts } from './actionsParts.ts'
import { findOwnSessionId, requireSession, toSessionId } from './findSessions.ts'

/** Returns the action by which a connection sends a message. */
export function createSendMessage(parts: ActionsParts): Actions['sendMessage'] {
  const { useCases, sessionCache, newEntryId } = parts
  return async (connection, id, { id: givenId, text, type = 'text', contentEncoding, attachments, replyTo }) => {
    const hasContent = hasVisibleText(text) || (attachments !== undefined && attachments.length > 0)
    if (!hasContent) throw new FailureError('invalid', contentRequired)
    if (contentEncoding !== 'encrypted') refuseImpersonation(text)
    if (!fitsMessage(text)) throw new FailureError('tooLarge', 'The message is too long. Send it in parts.')
    const { principal } = connection
    const sessionId = toSessionId(id)
    const entryId = entryIdFor(givenId, { senderId: principal.userId, sessionId, text }) ?? newEntryId()
    connection.own.add(entryId)
    let willBeBroadcast = false
    try {
      const message = {
        id: entryId,
        sessionId,
        thread: 'care' as const,
        type,
        text,
        ...(contentEncoding === undefined ? {} : { contentEncoding }),
        ...(attachments === undefined || attachments.length === 0 ? {} : { attachments: [...attachments] }),
        ...(replyTo === undefined ? {} : { replyTo }),
      }
      const stored = await useCases.appendMessage(principal, message).catch(async (error: unknown) => {
        throw attachments?.length ? await ofAttachments(sessionCache, connection, id, error) : error
      })
      const entry = await currentMessage(useCases, principal, stored)
      const session = sessionCache.peek(sessionId) ?? (await requireSession(sessionCache, connection, id)).session
      const isInRoom = sessionsOf(connection).has(sessionId)
      const isRepeat = stored.outcome === 'repeated'
      willBeBroadcast = !isRepeat && isInRoom
      // A repeated message is not broadcast again, but its sender, who asks again, may have missed it.
      if (isRepeat && isInRoom && connection.own.has(entryId))
        parts.resend({ session, entry, isOwn: true, isSender: true }, connection)
      return { entry, session }
    } finally {
      if (!willBeBroadcast) connection.own.delete(entryId)
    }
  }
}

/** Reports a missing attachment as `invalid`, so that it does not read like a missing session. */
async function ofAttachments(
  sessionCache: SessionCache,
  connection: DialectConnection,
  id: string,
  error: unknown,
): Promise<unknown> {
  const isMissing = error instanceof FailureError && error.failure.kind === 'notFound'
  if (!isMissing || (await findOwnSessionId(sessionCache, connection, id)) === undefined) return error
  return new FailureError('invalid', `attachments: ${error.failure.message}`)
}
