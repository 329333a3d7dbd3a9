import { isExpired } from '../../../sessions/access/access.ts'
import type { Actions } from '../../table/actions.ts'
import type { ActionsParts } from './actionsParts.ts'
import { findOwnSessionId, findSession, requireSession } from './findSessions.ts'
import { createMessageActions } from './messageActions.ts'
import { createRoomActions } from './roomActions.ts'
import { createSendMessage } from './sendMessage.ts'

/** Builds the actions that the rows of the dialects call. */
export function createActions(parts: ActionsParts): Actions {
  const { useCases, presence, calls, notifications, sessionCache, clock } = parts
  return {
    ...{ presence, calls, notifications },
    listSessions: useCases.listSessions,
    now: clock.now,
    newCallId: parts.newCallId,
    findSession: (id) => findSession(sessionCache, id),
    findOwnId: (connection, id) => findOwnSessionId(sessionCache, connection, id),
    requireAccess: async (connection, id) => {
      await requireSession(sessionCache, connection, id)
    },
    hasExpired: (session) => isExpired(session.record(), clock.now()),
    sendMessage: createSendMessage(parts),
    ...createRoomActions(parts),
    ...createMessageActions(parts),
  }
}
