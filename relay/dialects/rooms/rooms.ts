import type { EntryId, SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Watermark } from '../../../src/shared/model/watermark.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { RoomMember } from '../table/dialectUpdates.ts'
import type { RemoteRooms } from './remoteRooms.ts'

/** Messages of a session whose ids are kept for receipts. */
const recentMessages = 500

export interface RecentMessage {
  readonly id: EntryId
  readonly seq: number
  readonly senderId: UserId
}

/** Messages and watermarks of a session, in order, for the receipts of those who join a room of it. */
export interface RecentHistory {
  readonly messages: readonly RecentMessage[]
  readonly watermarks: readonly (Watermark & { readonly userId: UserId })[]
}

export interface OccupancyChange {
  /** Whether the user was in no room of the session before a join, or is in none after a leave, by whatever device. */
  readonly firstInSession: boolean
  /** The same for the one room. */
  readonly firstInRoom: boolean
}

export interface Rooms {
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
  readonly recordMessage: (sessionId: SessionId, message: RecentMessage) => void
  /** Adds the messages and watermarks of the session from before its first connection. */
  readonly preload: (sessionId: SessionId, past: RecentHistory) => void
  /** Records a user's watermark; returns the recent messages that it has advanced over, or null for a part that has not advanced. */
  readonly recordWatermark: (
    sessionId: SessionId,
    userId: UserId,
    watermark: Watermark,
  ) => { readonly delivered: readonly RecentMessage[] | null; readonly read: readonly RecentMessage[] | null }
}

interface SessionRoom {
  readonly connections: Set<DialectConnection>
  /** By `seq`. */
  readonly recent: RecentMessage[]
  readonly watermarks: Map<UserId, Watermark>
}

const nobody: ReadonlySet<DialectConnection> = new Set()

/** Creates the record of which of the dialects' clients on this node are in which room. */
export function createRooms(remote: RemoteRooms): Rooms {
  const sessions = new Map<SessionId, SessionRoom>()
  const rooms = new Map<string, Set<DialectConnection>>()
  const isThere = (connections: Iterable<DialectConnection>, userId: UserId) => {
    for (const { principal } of connections) if (principal.userId === userId) return true
    return false
  }

  const isInRoom = (room: string, userId: UserId) =>
    isThere(rooms.get(room) ?? nobody, userId) || remote.isInRoom(room, userId)
  const isInSession = (sessionId: SessionId, userId: UserId) =>
    isThere(sessions.get(sessionId)?.connections ?? nobody, userId) || remote.isInSession(sessionId, userId)

  return {
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
      const session = sessions.get(sessionId) ?? { connections: new Set(), recent: [], watermarks: new Map() }
      sessions.set(sessionId, session)
      session.connections.add(connection)
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
      const session = sessionId === null ? undefined : sessions.get(sessionId)
      if (!session || sessionId === null) return { sessionId, firstInSession: false, firstInRoom }
      if (![...connection.rooms.values()].includes(sessionId)) session.connections.delete(connection)
      if (session.connections.size === 0) sessions.delete(sessionId)
      return { sessionId, firstInSession: !isInSession(sessionId, userId), firstInRoom }
    },
    inSession: (sessionId) => sessions.get(sessionId)?.connections ?? nobody,
    members: (room) => {
      const here = [...(rooms.get(room) ?? nobody)].map(({ principal: { userId, role } }) => ({ userId, role }))
      return [...new Map([...here, ...remote.inRoom(room)].map((member) => [member.userId, member])).values()]
    },
    recordMessage: (sessionId, message) => {
      const session = sessions.get(sessionId)
      if (!session) return
      session.recent.push(message)
      if (session.recent.length > recentMessages) session.recent.shift()
    },
    preload: (sessionId, { messages, watermarks }) => {
      const session = sessions.get(sessionId)
      if (!session) return
      const known = session.recent[0]?.seq ?? Number.POSITIVE_INFINITY
      session.recent.unshift(...messages.filter(({ seq }) => seq < known))
      for (const { userId, deliveredUpTo, readUpTo } of watermarks)
        if (!session.watermarks.has(userId)) session.watermarks.set(userId, { deliveredUpTo, readUpTo })
    },
    recordWatermark: (sessionId, userId, { deliveredUpTo, readUpTo }) => {
      const session = sessions.get(sessionId)
      if (!session) return { delivered: null, read: null }
      const before = session.watermarks.get(userId) ?? { deliveredUpTo: 0, readUpTo: 0 }
      session.watermarks.set(userId, { deliveredUpTo, readUpTo })
      const others = session.recent.filter((message) => message.senderId !== userId)
      const between = (after: number, upTo: number) =>
        upTo > after ? others.filter(({ seq }) => seq > after && seq <= upTo) : null
      return {
        delivered: between(before.deliveredUpTo, deliveredUpTo),
        read: between(before.readUpTo, readUpTo),
      }
    },
  }
}
