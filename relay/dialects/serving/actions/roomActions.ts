import type { UserId } from '../../../../src/shared/model/ids.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import { disconnectOlder } from '../../rooms/disconnectOlder.ts'
import { readRecentHistory } from '../../rooms/readRecentHistory.ts'
import type { RoomActions, RoomToJoin } from '../../table/actions.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import { spokenDialect } from '../chooseDialect.ts'
import type { ActionsParts } from './actionsParts.ts'
import { requireSession } from './findSessions.ts'

/** Builds the actions by which connections join rooms and leave them. */
export function createRoomActions(parts: ActionsParts): RoomActions {
  const { useCases, sessionCache, store, rooms, publishRoomChange, newEntryId } = parts

  const nameOf = (session: CachedSession, userId: UserId, name: string) => session.participant(userId)?.name ?? name
  const roomFields = (connection: DialectConnection, { room, replacesOlder = false }: RoomToJoin) => ({
    room,
    isSubRoom: spokenDialect(parts.tables, connection)?.rooms.perSession === 'several',
    replacesOlder,
  })

  return {
    join: async (connection, id, to) => {
      const { principal } = connection
      const { session, access } = await requireSession(sessionCache, connection, id)
      const sessionId = session.record().id
      const joinsVisibly = access.role === 'support' && !access.isParticipant
      if (joinsVisibly)
        await useCases.changeSession(principal, { id: newEntryId(), sessionId, change: { kind: 'join' } })
      const history = rooms.inSession(sessionId).size === 0 ? await readRecentHistory(store, session) : undefined
      const change = rooms.join(connection, to.room, sessionId)
      if (history) rooms.preload(sessionId, history)
      if (change) {
        const { userId, role } = principal
        const who = { session, userId, name: access.name, role, ...roomFields(connection, to) }
        // If it is in the log that this user joins, the others have had it as an entry.
        publishRoomChange('joined', { ...who, ...change, isAnnounced: !joinsVisibly }, connection)
      }
      return session
    },
    joinPersonal: (connection, room) => void rooms.join(connection, room, null),
    leave: (connection, to) => {
      const change = rooms.leave(connection, to.room)
      // As it is in memory: that someone leaves is published also while other nodes cannot be reached.
      const session = change?.sessionId ? sessionCache.peek(change.sessionId) : undefined
      if (!change || !session) return change !== undefined
      const { userId, role, name } = connection.principal
      const { firstInSession, firstInRoom } = change
      const who = { session, userId, role, name: nameOf(session, userId, name) }
      const left = { ...who, ...roomFields(connection, to), firstInSession, firstInRoom, isAnnounced: true }
      publishRoomChange('left', left, connection)
      return true
    },
    evict: (connection, session) => {
      const { userId, role, name } = connection.principal
      for (const [room, sessionId] of [...connection.rooms]) {
        const change = sessionId === session.record().id ? rooms.leave(connection, room) : undefined
        if (!change) continue
        const { firstInSession, firstInRoom } = change
        const who = { session, userId, role, name, ...roomFields(connection, { room }) }
        publishRoomChange('left', { ...who, firstInSession, firstInRoom, isAnnounced: false }, connection)
      }
    },
    disconnectOlder: (connection, sessionId) =>
      disconnectOlder(parts, connection.principal.userId, sessionId, connection),
    membersOf: rooms.members,
  }
}
