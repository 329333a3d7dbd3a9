import type { UserId } from '../../../src/shared/model/ids.ts'
import type { RoomReplica } from '../../cluster/roomReplica.ts'
import { type Capability, readingsBy } from '../../events/capability.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { RelayEvents } from '../../sessions/sessionEvents.ts'
import type { RemoteRooms } from '../rooms/remoteRooms.ts'
import { createRoomReplica } from '../rooms/roomReplica.ts'
import { spokenDialect } from './chooseDialect.ts'
import { createDialects, type Dialects, type DialectsParts } from './createDialects.ts'
import type { DialectConnections } from './dialectConnections.ts'
import { createSendToAll } from './sendToAll.ts'
import { createTellDialects } from './tellDialects.ts'

export interface DialectTransportParts extends Omit<DialectsParts, 'retell' | 'tellRoom'> {
  readonly events: RelayEvents
  readonly book: DialectConnections
  readonly remoteRooms: RemoteRooms
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
}

export interface DialectTransport extends Capability<CachedSession>, Pick<Dialects, 'reviewAccess' | 'namespaces'> {
  /** For what other nodes tell of their rooms. */
  readonly roomReplica: RoomReplica
}

/** Serves the clients of the dialects, and tells them of what happens. */
export function createDialectTransport(parts: DialectTransportParts): DialectTransport {
  const { tables, io, book, rooms, remoteRooms, events, live, showText } = parts
  const tell = createTellDialects({ ...parts, presence: live.presence, sendToAll: createSendToAll(io, showText) })
  const tellRoom: DialectsParts['tellRoom'] = (
    change,
    { session, replacesOlder, firstInSession, firstInRoom, ...who },
    by,
  ) => {
    const occupancy = { ...who, sessionId: session.record().id, connectionId: by.id }
    events.publishOf({ kind: 'room', change, occupancy, replacesOlder, firstInSession, firstInRoom }, session)
  }
  const dialects = createDialects({ ...parts, retell: tell.again, tellRoom })
  return {
    namespaces: dialects.namespaces,
    reviewAccess: dialects.reviewAccess,
    roomReplica: createRoomReplica({ ...parts, remote: remoteRooms, rooms, book, tell: tell.room }),
    refuse: dialects.announceStop,
    stop: dialects.drain,
    gauges: () => {
      const connections = [...book.all()]
      const typeOfRoom = new Map<string, string>()
      for (const connection of connections) {
        const dialect = spokenDialect(tables, connection)
        if (dialect) for (const room of connection.rooms.keys()) typeOfRoom.set(room, dialect.roomType(room))
      }
      return [
        { gauge: 'connections', value: book.count() },
        ...readingsBy('connectionsByRole', connections, ({ principal }) => principal.role),
        ...readingsBy('roomsByType', typeOfRoom.values(), (type) => type),
      ]
    },
    subscribe: {
      dialects: {
        here: {
          room: ({ change, occupancy, replacesOlder, firstInSession, firstInRoom }, session) => {
            const { sessionId: _, connectionId, ...who } = occupancy
            tell.room(change, { session, ...who, replacesOlder, firstInSession, firstInRoom }, connectionId)
          },
        },
        everywhere: { ...tell.everywhere, accessEnded: dialects.endAccess },
      },
      rooms: { everywhere: { session: (_, session) => dialects.review(session) } },
    },
  }
}
