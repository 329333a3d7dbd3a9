import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { stayField } from '../../cluster/nodeRegistry.ts'
import type { RoomStay } from '../../events/relayEvent.ts'
import type { RoomMember } from '../table/dialectNews.ts'

export interface RemoteRooms {
  /** A connection of another node is in a room; that it is known already changes nothing. */
  readonly add: (nodeId: string, stay: RoomStay) => void
  /** It is no longer. */
  readonly remove: (nodeId: string, stay: Pick<RoomStay, 'connectionId' | 'room'>) => void
  /** A connection of another node has ended. */
  readonly gone: (nodeId: string, connectionId: string) => void
  /** All that is known of a node. */
  readonly ofNode: (nodeId: string) => readonly RoomStay[]
  readonly inRoom: (room: string) => readonly RoomMember[]
  readonly isInRoom: (room: string, userId: UserId) => boolean
  readonly isInSession: (sessionId: SessionId, userId: UserId) => boolean
}

/** Who is in which room on other nodes, connection by connection. */
export function createRemoteRooms(): RemoteRooms {
  const byNode = createGroups<string>()
  const byRoom = createGroups<string>()
  const bySession = createGroups<SessionId>()
  const byConnection = createGroups<string>()
  const connectionOf = (nodeId: string, connectionId: string) => `${nodeId} ${connectionId}`
  const keyOf = (nodeId: string, { connectionId, room }: Pick<RoomStay, 'connectionId' | 'room'>) =>
    `${nodeId} ${stayField(connectionId, room)}`

  function remove(nodeId: string, given: Pick<RoomStay, 'connectionId' | 'room'>): void {
    const key = keyOf(nodeId, given)
    const stay = byNode.get(nodeId, key)
    if (!stay) return
    byNode.delete(nodeId, key)
    byRoom.delete(stay.room, key)
    bySession.delete(stay.sessionId, key)
    byConnection.delete(connectionOf(nodeId, stay.connectionId), key)
  }

  return {
    add: (nodeId, stay) => {
      remove(nodeId, stay)
      const key = keyOf(nodeId, stay)
      byNode.set(nodeId, key, stay)
      byRoom.set(stay.room, key, stay)
      bySession.set(stay.sessionId, key, stay)
      byConnection.set(connectionOf(nodeId, stay.connectionId), key, stay)
    },
    remove,
    gone: (nodeId, connectionId) => {
      for (const stay of byConnection.all(connectionOf(nodeId, connectionId))) remove(nodeId, stay)
    },
    ofNode: byNode.all,
    inRoom: (room) => byRoom.all(room).map(({ userId, role }) => ({ userId, role })),
    isInRoom: (room, userId) => byRoom.all(room).some((stay) => stay.userId === userId),
    isInSession: (sessionId, userId) => bySession.all(sessionId).some((stay) => stay.userId === userId),
  }
}

/** Stays by a name that several of them share, and each by a key of its own. */
function createGroups<Name>() {
  const groups = new Map<Name, Map<string, RoomStay>>()
  return {
    get: (name: Name, key: string) => groups.get(name)?.get(key),
    all: (name: Name) => [...(groups.get(name)?.values() ?? [])],
    set: (name: Name, key: string, stay: RoomStay) => {
      const group = groups.get(name) ?? new Map<string, RoomStay>()
      groups.set(name, group.set(key, stay))
    },
    delete: (name: Name, key: string) => {
      const group = groups.get(name)
      group?.delete(key)
      if (group?.size === 0) groups.delete(name)
    },
  }
}
