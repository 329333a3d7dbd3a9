import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { occupancyField } from '../../cluster/redis/nodeRegistry.ts'
import type { RoomOccupancy } from '../../events/relayEvent.ts'
import type { RoomMember } from '../table/dialectUpdates.ts'

export interface RemoteRooms {
  /** Adds that a connection of another node is in a room; nothing changes when it is known already. */
  readonly add: (nodeId: string, occupancy: RoomOccupancy) => void
  /** Removes it. */
  readonly remove: (nodeId: string, occupancy: Pick<RoomOccupancy, 'connectionId' | 'room'>) => void
  /** Removes a connection of another node, which has ended, from all its rooms. */
  readonly removeConnection: (nodeId: string, connectionId: string) => void
  /** Returns all that is known of a node. */
  readonly ofNode: (nodeId: string) => readonly RoomOccupancy[]
  readonly inRoom: (room: string) => readonly RoomMember[]
  readonly isInRoom: (room: string, userId: UserId) => boolean
  readonly isInSession: (sessionId: SessionId, userId: UserId) => boolean
}

/** Creates the record of who is in which room on other nodes, connection by connection. */
export function createRemoteRooms(): RemoteRooms {
  const byNode = createGroups<string>()
  const byRoom = createGroups<string>()
  const bySession = createGroups<SessionId>()
  const byConnection = createGroups<string>()
  const connectionOf = (nodeId: string, connectionId: string) => `${nodeId} ${connectionId}`
  const keyOf = (nodeId: string, { connectionId, room }: Pick<RoomOccupancy, 'connectionId' | 'room'>) =>
    `${nodeId} ${occupancyField(connectionId, room)}`

  function remove(nodeId: string, given: Pick<RoomOccupancy, 'connectionId' | 'room'>): void {
    const key = keyOf(nodeId, given)
    const occupancy = byNode.get(nodeId, key)
    if (!occupancy) return
    byNode.delete(nodeId, key)
    byRoom.delete(occupancy.room, key)
    bySession.delete(occupancy.sessionId, key)
    byConnection.delete(connectionOf(nodeId, occupancy.connectionId), key)
  }

  return {
    add: (nodeId, occupancy) => {
      remove(nodeId, occupancy)
      const key = keyOf(nodeId, occupancy)
      byNode.set(nodeId, key, occupancy)
      byRoom.set(occupancy.room, key, occupancy)
      bySession.set(occupancy.sessionId, key, occupancy)
      byConnection.set(connectionOf(nodeId, occupancy.connectionId), key, occupancy)
    },
    remove,
    removeConnection: (nodeId, connectionId) => {
      for (const occupancy of byConnection.all(connectionOf(nodeId, connectionId))) remove(nodeId, occupancy)
    },
    ofNode: byNode.all,
    inRoom: (room) => byRoom.all(room).map(({ userId, role }) => ({ userId, role })),
    isInRoom: (room, userId) => byRoom.all(room).some((occupancy) => occupancy.userId === userId),
    isInSession: (sessionId, userId) => bySession.all(sessionId).some((occupancy) => occupancy.userId === userId),
  }
}

/** Occupancies by a name that several of them share, and each by a key of its own. */
function createGroups<Name>() {
  const groups = new Map<Name, Map<string, RoomOccupancy>>()
  return {
    get: (name: Name, key: string) => groups.get(name)?.get(key),
    all: (name: Name) => [...(groups.get(name)?.values() ?? [])],
    set: (name: Name, key: string, occupancy: RoomOccupancy) => {
      const group = groups.get(name) ?? new Map<string, RoomOccupancy>()
      groups.set(name, group.set(key, occupancy))
    },
    delete: (name: Name, key: string) => {
      const group = groups.get(name)
      group?.delete(key)
      if (group?.size === 0) groups.delete(name)
    },
  }
}
