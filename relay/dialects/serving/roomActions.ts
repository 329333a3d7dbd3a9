import type { UserId } from '../../../src/shared/model/ids.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import { disconnectOlder } from '../rooms/disconnectOlder.ts'
import { readPast } from '../rooms/readPast.ts'
import type { Actions, RoomToEnter } from '../table/actions.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { ActionsParts } from './actionsParts.ts'
import { spokenDialect } from './chooseDialect.ts'
import { requireSession } from './findSessions.ts'

/** Builds the actions by which connections come into rooms and leave them. */
export function createRoomActions(
  parts: ActionsParts,
): Pick<Actions, 'enter' | 'enterPersonal' | 'leave' | 'dismiss' | 'disconnectOlder' | 'inRoom'> {
  const { useCases, directory, store, rooms, tellRoom, newEntryId } = parts

  const nameOf = (session: CachedSession, userId: UserId, name: string) => session.participant(userId)?.name ?? name
  const roomFields = (connection: DialectConnection, { room, replacesOlder = false }: RoomToEnter) => ({
    room,
    isSubRoom: spokenDialect(parts.tables, connection)?.roomsOfSession === 'several',
    replacesOlder,
  })

  return {
    enter: async (connection, id, to) => {
      const { principal } = connection
      const { session, access } = await requireSession(directory, connection, id)
      const sessionId = session.record().id
      const joinsVisibly = access.role === 'support' && !access.isParticipant
      if (joinsVisibly)
        await useCases.changeSession(principal, { id: newEntryId(), sessionId, change: { kind: 'join' } })
      const past = rooms.inSession(sessionId).size === 0 ? await readPast(store, session) : undefined
      const change = rooms.join(connection, to.room, sessionId)
      if (past) rooms.recall(sessionId, past)
      if (change) {
        const { userId, role } = principal
        // Of the one who joins visibly the entry has told.
        const isNew = joinsVisibly ? { firstInSession: false, firstInRoom: false } : change
        tellRoom(
          'joined',
          { session, userId, name: access.name, role, ...roomFields(connection, to), ...isNew },
          connection,
        )
      }
      return session
    },
    enterPersonal: (connection, room) => void rooms.join(connection, room, null),
    leave: (connection, to) => {
      const change = rooms.leave(connection, to.room)
      // As it is in memory: that someone goes is told also while other nodes cannot be heard.
      const session = change?.sessionId ? directory.held(change.sessionId) : undefined
      if (!change || !session) return change !== undefined
      const { userId, role, name } = connection.principal
      const { firstInSession, firstInRoom } = change
      const who = { session, userId, role, name: nameOf(session, userId, name) }
      const left = { ...who, ...roomFields(connection, to), firstInSession, firstInRoom }
      tellRoom('left', left, connection)
      return true
    },
    dismiss: (connection, session) => {
      const { userId, role, name } = connection.principal
      for (const [room, sessionId] of [...connection.rooms]) {
        if (sessionId !== session.record().id || !rooms.leave(connection, room)) continue
        const who = { session, userId, role, name, ...roomFields(connection, { room }) }
        tellRoom('left', { ...who, firstInSession: false, firstInRoom: false }, connection)
      }
    },
    disconnectOlder: (connection, sessionId) =>
      disconnectOlder(parts, connection.principal.userId, sessionId, connection),
    inRoom: rooms.members,
  }
}
