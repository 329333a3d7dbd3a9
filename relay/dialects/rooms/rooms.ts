import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { RoomMember } from '../table/dialectUpdates.ts'
import { createReceiptTracker, type ReceiptTracker } from './receiptTracker.ts'
import type { RemoteRooms } from './remoteRooms.ts'

export interface OccupancyChange {
  /** Whether the user was in no room of the session before a join, or is in none after a leave, by whatever device. */
  readonly firstInSession: boolean
  /** The same for the one room. */
  readonly firstInRoom: boolean
}

/** Rooms of the dialects on this node; receipts are tracked of the sessions that somebody on this node is in. */
export interface Rooms extends Pick<ReceiptTracker, 'recordMessage' | 'preload' | 'recordWatermark'> {
  /** Returns everyone in a room, on whatever node, each once. */
  readonly members: (room: string) => readonly RoomMember[]
  /** Returns undefined when the connection is in the room already, or is gone and joins nothing any more. */
  readonly join: (
    connection: DialectConnection,
    room: string,
    sessionId: SessionId | null,
  ) => OccupancyChange | undefined
  /** Returns undefined when the connection was not in the room. */
  readonly leave: (
    connection: DialectConnection,
    room: string,
  ) => (OccupancyChange & { readonly sessionId: SessionId | null }) | undefined
  /** Returns the connections on this node. */
  readonly inSession: (sessionId: SessionId) => ReadonlySet<DialectConnection>
  /** Returns whether a user is in a session by any room, or in a room, on whatever node. */
  readonly isInSession: (sessionId: SessionId, userId: UserId) => boolean
  readonly isInRoom: (room: string, userId: UserId) => boolean
}

const nobody: ReadonlySet<DialectConnection> = new Set()

/** Creates the record of which of the dialects' clients on this node are in which room. */
export function createRooms(remote: RemoteRooms): Rooms {
  const sessions = new Map<SessionId, Set<DialectConnection>>()
  const rooms = new Map<string, Set<DialectConnection>>()
  const { track, forget, ...receipts } = createReceiptTracker()
  const isThere = (connections: Iterable<DialectConnection>, userId: UserId) => {
    for (const { principal } of connections) if (principal.userId === userId) return true
    return false
  }

  const isInRoom = (room: string, userId: UserId) =>
    isThere(rooms.get(room) ?? nobody, userId) || remote.isInRoom(room, userId)
  const isInSession = (sessionId: SessionId, userId: UserId) =>
    isThere(sessions.get(sessionId) ?? nobody, userId) || remote.isInSession(sessionId, userId)

  return {
    ...receipts,
    isInRoom,
    isInSession,
    join: (connection, room, sessionId) => {
      if (connection.isGone || connection.rooms.has(room)) return undefined
      const { userId } = connection.principal
      const firstInRoom = !isInRoom(room, userId)
      const inRoom = rooms.get(room) ?? new Set()
      rooms.set(room, inRoom)
      inRoom.add(connection)
      connection.rooms.set(room, sessionId)
      if (sessionId === null) return { firstInSession: false, firstInRoom }
      const firstInSession = !isInSession(sessionId, userId)
      const inSession = sessions.get(sessionId) ?? new Set()
      sessions.set(sessionId, inSession)
      inSession.add(connection)
      track(sessionId)
      return { firstInSession, firstInRoom }
    },
    leave: (connection, room) => {
      const sessionId = connection.rooms.get(room)
      if (sessionId === undefined) return undefined
      const { userId } = connection.principal
      connection.rooms.delete(room)
      const inRoom = rooms.get(room)
      inRoom?.delete(connection)
      if (inRoom?.size === 0) rooms.delete(room)
      const firstInRoom = !isInRoom(room, userId)
      const inSession = sessionId === null ? undefined : sessions.get(sessionId)
      if (!inSession || sessionId === null) return { sessionId, firstInSession: false, firstInRoom }
      if (![...connection.rooms.values()].includes(sessionId)) inSession.delete(connection)
      if (inSession.size === 0) {
        sessions.delete(sessionId)
        forget(sessionId)
      }
      return { sessionId, firstInSession: !isInSession(sessionId, userId), firstInRoom }
    },
    inSession: (sessionId) => sessions.get(sessionId) ?? nobody,
    members: (room) => {
      const here = [...(rooms.get(room) ?? nobody)].map(({ principal: { userId, role } }) => ({ userId, role }))
      return [...new Map([...here, ...remote.inRoom(room)].map((member) => [member.userId, member])).values()]
    },
  }
}
