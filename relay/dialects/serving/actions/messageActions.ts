import { FailureError } from '../../../../src/shared/model/failure.ts'
import type { EntryId, SessionId } from '../../../../src/shared/model/ids.ts'
import { limits } from '../../../../src/shared/protocol/limits.ts'
import type { MessageActions } from '../../table/actions.ts'
import { type DialectConnection, sessionsOf } from '../../table/dialectConnection.ts'
import { entryIdOf } from '../../table/fields.ts'
import type { ActionsParts } from './actionsParts.ts'
import { findOwnSessionId, requireSession, toSessionId } from './findSessions.ts'

/** Builds the actions on messages that were sent (receipts, search by id, history), and on typing. */
export function createMessageActions(parts: ActionsParts): MessageActions {
  const { useCases, sessionCache } = parts

  async function findMessages(connection: DialectConnection, messageIds: readonly string[], id?: string) {
    const sought: EntryId[] = []
    for (const messageId of messageIds) {
      const target = entryIdOf(messageId)
      if (target === undefined) throw messageNotFound()
      sought.push(target)
    }
    if (id !== undefined) await requireSession(sessionCache, connection, id)
    const among = id === undefined ? sessionsOf(connection) : [id]
    const found = new Map<EntryId, { sessionId: SessionId; seq: number }>()
    for (const one of among) {
      const sessionId = await findOwnSessionId(sessionCache, connection, one)
      if (sessionId === undefined) continue
      for (const [target, seq] of await useCases.locateMessages(connection.principal, sessionId, sought)) {
        if (found.has(target)) throw new FailureError('invalid', 'Message id is used in several rooms: name the room')
        found.set(target, { sessionId, seq })
      }
    }
    if (sought.some((target) => !found.has(target))) throw messageNotFound()
    return [...found.values()]
  }

  return {
    setTyping: async (connection, id, isTyping) => {
      if (connection.isGone) return
      const notice = { sessionId: toSessionId(id), thread: 'care' as const, typing: isTyping }
      await parts.setTyping(connection.principal, connection.id, notice)
    },
    advanceReceipt: async (connection, id, how, upTo = Number.MAX_SAFE_INTEGER) => {
      const { session } = await requireSession(sessionCache, connection, id)
      const mark = { deliveredUpTo: upTo, readUpTo: how === 'read' ? upTo : 0 }
      const marks = [{ sessionId: session.record().id, thread: 'care' as const, ...mark }]
      await useCases.advanceWatermarks(connection.principal, { marks })
      return session
    },
    findMessage: async (connection, messageId, id) => {
      const [found] = await findMessages(connection, [messageId], id)
      if (!found) throw messageNotFound()
      return found
    },
    findMessages,
    readHistory: async (connection, id, { before, after, limit }) => {
      const { session } = await requireSession(sessionCache, connection, id)
      const query = { thread: 'care' as const, limit: Math.min(limit, limits.entriesPerPage), before, after }
      const messages = await useCases.readMessages(connection.principal, session.record().id, query)
      return { messages, session }
    },
  }
}

/** The conversation is the principal's, so this is no secret. */
const messageNotFound = () => new FailureError('invalid', 'Message not found')
