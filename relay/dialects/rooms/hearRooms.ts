import type { Logger } from 'pino'
import { type NodeSnapshot, stayField } from '../../cluster/nodeRegistry.ts'
import type { EventOf, RoomStay } from '../../events/relayEvent.ts'
import type { SessionCache } from '../../sessions/cache/sessionCache.ts'
import type { DialectConnections } from '../serving/dialectConnections.ts'
import type { TellDialects } from '../serving/tellDialects.ts'
import type { DialectTables } from '../table/dialect.ts'
import { disconnectOlder } from './disconnectOlder.ts'
import type { RemoteRooms } from './remoteRooms.ts'
import type { Rooms } from './rooms.ts'

/** What becomes known of the rooms of other nodes, and told to those on this one. */
export interface HearRooms {
  /** Someone came into a room there, or left it. */
  readonly received: (event: EventOf<'room'>, nodeId: string) => void
  /** A connection there has ended. */
  readonly gone: (connectionId: string, nodeId: string) => void
  /** Everyone who is in a room there; nobody, when the node has ended. Whoever is found to have come or gone is told of. */
  readonly staysOf: (nodeId: string, holdings: Pick<NodeSnapshot, 'stays' | 'superseded'>) => void
}

export function createHearRooms(parts: {
  readonly tables: DialectTables
  readonly remote: RemoteRooms
  readonly rooms: Pick<Rooms, 'inSession' | 'isInSession' | 'isInRoom'>
  readonly book: Pick<DialectConnections, 'ofUser'>
  readonly tell: TellDialects['room']
  readonly directory: Pick<SessionCache, 'find' | 'held'>
  readonly log: Logger
}): HearRooms {
  const { remote, rooms, directory, log } = parts

  function tell(
    change: 'joined' | 'left',
    stay: RoomStay,
    of: Pick<EventOf<'room'>, 'firstInSession' | 'firstInRoom'>,
  ): void {
    const { sessionId, connectionId: _, ...who } = stay
    if ((!of.firstInSession && !of.firstInRoom) || rooms.inSession(sessionId).size === 0) return
    const told = { ...who, ...of, replacesOlder: false }
    const held = directory.held(sessionId)
    if (held) parts.tell(change, { session: held, ...told }, undefined)
    else
      directory.find(sessionId).then(
        (session) => session && parts.tell(change, { session, ...told }, undefined),
        (error: unknown) => log.warn({ sessionId, error }, 'who came or went could not be told'),
      )
  }
  const isAbsent = ({ sessionId, userId, room }: RoomStay) => ({
    firstInSession: !rooms.isInSession(sessionId, userId),
    firstInRoom: !rooms.isInRoom(room, userId),
  })

  return {
    received: ({ change, stay, replacesOlder, firstInSession, firstInRoom }, nodeId) => {
      if (change === 'joined') {
        remote.add(nodeId, stay)
        if (replacesOlder) disconnectOlder(parts, stay.userId, stay.room, undefined)
        tell(change, stay, { firstInSession, firstInRoom })
        return
      }
      remote.remove(nodeId, stay)
      // They may have come in here before that node could know.
      const absent = isAbsent(stay)
      tell(change, stay, {
        firstInSession: firstInSession && absent.firstInSession,
        firstInRoom: firstInRoom && absent.firstInRoom,
      })
    },
    gone: (connectionId, nodeId) => remote.gone(nodeId, connectionId),
    staysOf: (nodeId, { stays, superseded }) => {
      const isNews = ({ connectionId, room }: RoomStay) => !superseded.has(stayField(connectionId, room))
      const known = new Map(remote.ofNode(nodeId).map((stay) => [stayField(stay.connectionId, stay.room), stay]))
      for (const stay of stays) {
        if (known.delete(stayField(stay.connectionId, stay.room)) || !isNews(stay)) continue
        const news = isAbsent(stay)
        remote.add(nodeId, stay)
        tell('joined', stay, news)
      }
      for (const stay of known.values()) {
        if (!isNews(stay)) continue
        remote.remove(nodeId, stay)
        tell('left', stay, isAbsent(stay))
      }
    },
  }
}
