import type { UserId } from '../../../src/shared/model/ids.ts'
import type { RoomReplica } from '../../cluster/roomReplica.ts'
import { type Capability, type Reading, readingsBy } from '../../events/capability.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { RelayEvents } from '../../sessions/sessionEvents.ts'
import type { RemoteRooms } from '../rooms/remoteRooms.ts'
import { createRoomReplica } from '../rooms/roomReplica.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { DialectTables } from '../table/dialect.ts'
import type { ActionsParts } from './actions/actionsParts.ts'
import { createActions } from './actions/createActions.ts'
import { createDialectBroadcast } from './broadcast/createDialectBroadcast.ts'
import { createSendToAll } from './broadcast/sendToAll.ts'
import { spokenDialect } from './chooseDialect.ts'
import { createDialectServer, type DialectServer, type DialectServerParts } from './connections/createDialectServer.ts'
import type { DialectConnections } from './connections/dialectConnections.ts'

export interface DialectTransportParts
  extends Omit<DialectServerParts, 'actions'>,
    Omit<ActionsParts, 'publishRoomChange' | 'resend'> {
  readonly connections: DialectConnections
  readonly rooms: Rooms
  readonly clock: DialectServerParts['clock']
  readonly events: RelayEvents
  readonly remoteRooms: RemoteRooms
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
}

export interface DialectTransport
  extends Capability<CachedSession>,
    Pick<DialectServer, 'reviewAccess' | 'namespaces'> {
  readonly roomReplica: RoomReplica
}

/** Serves the clients of the dialects, and sends them the events that concern them. */
export function createDialectTransport(parts: DialectTransportParts): DialectTransport {
  const { io, events, showText } = parts
  const broadcast = createDialectBroadcast({
    ...parts,
    sendToAll: createSendToAll(io, showText),
  })
  const actions = createActions({ ...parts, resend: broadcast.resend, publishRoomChange: publishRoomChange(events) })
  const server = createDialectServer({ ...parts, actions })
  return {
    namespaces: server.namespaces,
    reviewAccess: server.reviewAccess,
    roomReplica: createRoomReplica({ ...parts, remote: parts.remoteRooms, broadcast: broadcast.roomChanged }),
    refuse: server.announceStop,
    stop: server.drain,
    gauges: () => readGauges(parts.tables, parts.connections),
    subscribe: {
      dialects: {
        fromThisNode: {
          room: ({ change, occupancy, replacesOlder, firstInSession, firstInRoom }, session) => {
            const { sessionId: _, connectionId, ...who } = occupancy
            broadcast.roomChanged(change, { session, ...who, replacesOlder, firstInSession, firstInRoom }, connectionId)
          },
        },
        fromAnyNode: { ...broadcast.fromAnyNode, accessEnded: server.endAccess },
      },
      rooms: { fromAnyNode: { session: (_, session) => server.evictFrom(session) } },
    },
  }
}

/**
 * Publishes that someone has joined a room of this node or left it, for this node and the others. This one announces it by its own
 * record of who is there, as do nodes of earlier versions, which know no `isAnnounced`.
 */
function publishRoomChange(events: Pick<RelayEvents, 'publishInSession'>): ActionsParts['publishRoomChange'] {
  return (change, { session, replacesOlder, firstInSession, firstInRoom, isAnnounced, ...who }, by) => {
    const occupancy = { ...who, sessionId: session.record().id, connectionId: by.id }
    const firsts = { firstInSession: isAnnounced && firstInSession, firstInRoom: isAnnounced && firstInRoom }
    events.publishInSession({ kind: 'room', change, occupancy, replacesOlder, ...firsts, isAnnounced }, session)
  }
}

function readGauges(tables: DialectTables, registry: Pick<DialectConnections, 'all' | 'count'>): readonly Reading[] {
  const connections = [...registry.all()]
  const typeOfRoom = new Map<string, string>()
  for (const connection of connections) {
    const dialect = spokenDialect(tables, connection)
    if (dialect) for (const room of connection.rooms.keys()) typeOfRoom.set(room, dialect.rooms.typeOf(room))
  }
  return [
    { gauge: 'connections', value: registry.count() },
    ...readingsBy('connectionsByRole', connections, ({ principal }) => principal.role),
    ...readingsBy('roomsByType', typeOfRoom.values(), (type) => type),
  ]
}
