import { isExpired } from '../../sessions/access/access.ts'
import type { Actions } from '../table/actions.ts'
import type { ActionsParts } from './actionsParts.ts'
import { findIdOfOwn, findSession, requireSession } from './findSessions.ts'
import { createMessageActions } from './messageActions.ts'
import { createRoomActions } from './roomActions.ts'
import { createSendMessage } from './sendMessage.ts'

/** Builds what the rows of the dialects do. */
export function createActions(parts: ActionsParts): Actions {
  const { useCases, live, directory, clock } = parts
  return {
    live,
    listSessions: useCases.listSessions,
    now: clock.now,
    newCallId: parts.newCallId,
    findSession: (id) => findSession(directory, id),
    idOfOwn: (connection, id) => findIdOfOwn(directory, connection, id),
    check: async (connection, id) => {
      await requireSession(directory, connection, id)
    },
    hasExpired: (session) => isExpired(session.record(), clock.now()),
    say: createSendMessage(parts),
    ...createRoomActions(parts),
    ...createMessageActions(parts),
  }
}
