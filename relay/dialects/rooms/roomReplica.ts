import type { Logger } from 'pino'
import { occupancyField } from '../../cluster/redis/nodeRegistry.ts'
import type { RoomReplica } from '../../cluster/roomReplica.ts'
import type { EventOf, RoomOccupancy } from '../../events/relayEvent.ts'
import type { SessionCache } from '../../sessions/cache/sessionCache.ts'
import type { DialectBroadcast } from '../serving/broadcast/createDialectBroadcast.ts'
import type { DialectConnections } from '../serving/connections/dialectConnections.ts'
import type { DialectTables } from '../table/dialect.ts'
import { disconnectOlder } from './disconnectOlder.ts'
import type { RemoteRooms } from './remoteRooms.ts'
import type { Rooms } from './rooms.ts'

export interface RoomReplicaParts {
  readonly tables: DialectTables
  readonly remote: RemoteRooms
  readonly rooms: Pick<Rooms, 'inSession' | 'isInSession' | 'isInRoom'>
  readonly connections: Pick<DialectConnections, 'ofUser'>
  readonly broadcast: DialectBroadcast['roomChanged']
  readonly sessionCache: Pick<SessionCache, 'get' | 'peek'>
  readonly log: Logger
}

/** Whether a change on another node changes who is in the session by any room, and who is in the room, on whatever node. */
type Firsts = Pick<EventOf<'room'>, 'firstInSession' | 'firstInRoom'>

const noFirsts: Firsts = { firstInSession: false, firstInRoom: false }

/** Keeps the rooms of other nodes, and announces to clients of this node who has joined and left there. */
export function createRoomReplica(parts: RoomReplicaParts): RoomReplica {
  const { remote, rooms } = parts
  const absent = ({ sessionId, userId, room }: RoomOccupancy): Firsts => ({
    firstInSession: !rooms.isInSession(sessionId, userId),
    firstInRoom: !rooms.isInRoom(room, userId),
  })

  /** Records a change, and returns what it has changed as this node knows it; nothing, if it was recorded before. */
  function record(change: 'joined' | 'left', occupancy: RoomOccupancy, nodeId: string): Firsts {
    const before = absent(occupancy)
    if (change === 'joined') remote.add(nodeId, occupancy)
    else remote.remove(nodeId, occupancy)
    const now = absent(occupancy)
    return {
      firstInSession: before.firstInSession !== now.firstInSession,
      firstInRoom: before.firstInRoom !== now.firstInRoom,
    }
  }

  return {
    roomChanged: (event, nodeId) => {
      const { change, occupancy, replacesOlder } = event
      const changed = record(change, occupancy, nodeId)
      if (replacesOlder && change === 'joined') disconnectOlder(parts, occupancy.userId, occupancy.room, undefined)
      if (event.isAnnounced === undefined) announce(parts, change, occupancy, firstsOfEarlier(event, absent))
      else announce(parts, change, occupancy, event.isAnnounced ? changed : noFirsts)
    },
    connectionEnded: (connectionId, nodeId) => remote.removeConnection(nodeId, connectionId),
    reconcile: (nodeId, { occupancies, superseded }) => {
      const isCurrent = (occupancy: RoomOccupancy) => !superseded.has(fieldOf(occupancy))
      const known = new Map(remote.ofNode(nodeId).map((occupancy) => [fieldOf(occupancy), occupancy]))
      for (const occupancy of occupancies)
        if (!known.delete(fieldOf(occupancy)) && isCurrent(occupancy))
          announce(parts, 'joined', occupancy, record('joined', occupancy, nodeId))
      for (const occupancy of known.values())
        if (isCurrent(occupancy)) announce(parts, 'left', occupancy, record('left', occupancy, nodeId))
    },
  }
}

/** Returns what a node of an earlier version has published to be announced. */
function firstsOfEarlier(
  { change, occupancy, firstInSession, firstInRoom }: EventOf<'room'>,
  absent: (occupancy: RoomOccupancy) => Firsts,
): Firsts {
  if (change === 'joined') return { firstInSession, firstInRoom }
  // They may have joined here before that node could know.
  const now = absent(occupancy)
  return { firstInSession: firstInSession && now.firstInSession, firstInRoom: firstInRoom && now.firstInRoom }
}

const fieldOf = ({ connectionId, room }: RoomOccupancy) => occupancyField(connectionId, room)

/** Announces a change on another node to those in the session on this one; the session is read first if it is not in memory. */
function announce(
  { rooms, sessionCache, log, broadcast }: Pick<RoomReplicaParts, 'rooms' | 'sessionCache' | 'log' | 'broadcast'>,
  change: 'joined' | 'left',
  { sessionId, connectionId: _, ...who }: RoomOccupancy,
  firsts: Firsts,
): void {
  if ((!firsts.firstInSession && !firsts.firstInRoom) || rooms.inSession(sessionId).size === 0) return
  const update = { ...who, ...firsts, replacesOlder: false }
  const held = sessionCache.peek(sessionId)
  if (held) broadcast(change, { session: held, ...update }, undefined)
  else
    sessionCache.get(sessionId).then(
      (session) => session && broadcast(change, { session, ...update }, undefined),
      (error: unknown) => log.warn({ sessionId, error }, 'who joined or left could not be announced'),
    )
}
