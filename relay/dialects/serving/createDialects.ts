import type { Logger } from 'pino'
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io'
import type { CallId } from '../../../src/shared/model/call.ts'
import type { EntryId, UserId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import type { EndedAccess, IsEnded, VerifyToken } from '../../accounts/verifyToken.ts'
import { acceptConnections } from '../../engine/acceptConnections.ts'
import type { AdmitConnection } from '../../engine/admitConnection.ts'
import { connectionLimits } from '../../engine/connectionLimits.ts'
import { createLifecycle } from '../../engine/createLifecycle.ts'
import { watchToken } from '../../engine/tokenExpiry.ts'
import type { Live } from '../../live/createLive.ts'
import type { PresentDevice } from '../../presence/presence.ts'
import type { SetTyping } from '../../presence/setTyping.ts'
import type { Subscriptions } from '../../presence/subscriptions.ts'
import type { TypingBoard } from '../../presence/typingBoard.ts'
import { accessOf } from '../../sessions/access/access.ts'
import type { CachedSession } from '../../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../../sessions/cache/sessionCache.ts'
import type { SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { Store } from '../../store/store.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { DialectTables } from '../table/dialect.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'
import type { Frame } from '../table/dialectNews.ts'
import { frameOfAll } from '../table/eventsOfAll.ts'
import type { ShowText } from '../table/showText.ts'
import type { ActionsParts } from './actionsParts.ts'
import { assumedDialect } from './chooseDialect.ts'
import { createActions } from './createActions.ts'
import type { DialectConnections } from './dialectConnections.ts'
import { type DialectHandshake, readHandshake } from './dialectHandshake.ts'
import { createServeEvent } from './serveEvents.ts'

export interface DialectsParts {
  /** The dialects that are served. */
  readonly tables: DialectTables
  readonly io: Server
  readonly book: DialectConnections
  readonly rooms: Rooms
  readonly retell: ActionsParts['retell']
  readonly tellRoom: ActionsParts['tellRoom']
  readonly useCases: SessionUseCases
  readonly live: Live
  readonly directory: SessionCache
  readonly subscriptions: Subscriptions
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly typing: Pick<TypingBoard, 'leave'>
  readonly setTyping: SetTyping
  readonly verifyToken: VerifyToken
  readonly admit: AdmitConnection
  readonly isEnded: IsEnded
  readonly showText: ShowText
  readonly proxies: number
  /** Whether the user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly newEntryId: () => EntryId
  readonly newCallId: () => CallId
  readonly clock: Clock
  readonly log: Logger
}

export interface Dialects {
  /** Where the connections of the dialects are. */
  readonly namespaces: readonly Namespace[]
  /** Lets no one in any more, tells everyone that the node stops, and refuses what they ask. */
  readonly announceStop: () => void
  /** Ends the connections that came by a token whose access has ended, and refuses what they still ask. */
  readonly endAccess: (ended: EndedAccess) => void
  /** The same, for whichever of them the store says so. */
  readonly reviewAccess: () => Promise<void>
  /** A session has changed: those who may no longer see it are in no room of it. */
  readonly review: (session: CachedSession) => void
  /** Resolves when everything that was received by now is carried out or refused. */
  readonly drain: () => Promise<void>
}

/** Events of one connection that may wait for those before them; beyond it the connection is ended. */
const waitingEvents = 1_000

/** Serves the clients of the dialects, in the namespaces of their tables. */
export function createDialects(parts: DialectsParts): Dialects {
  const { tables, io, book, rooms, live, showText, clock, log } = parts
  const namespaces = [...new Set(Object.values(tables).map(({ namespace }) => namespace))].map((name) => io.of(name))
  let isStopping = false
  const actions = createActions(parts)
  const serve = createServeEvent({ tables, actions, showText, isStopping: () => isStopping, clock, log })
  const lifecycle = createLifecycle({ ...parts, connections: book, presentDevice, end: endExpired })
  /** Arrivals and events that are being carried out. */
  const inHand = new Set<Promise<void>>()

  function connectionOf(
    socket: Socket,
    { principal, admission, expiresAtMs, dialect, onlySession }: DialectHandshake,
  ): DialectConnection {
    const connection: DialectConnection = {
      id: socket.id,
      principal,
      admission,
      namespace: socket.nsp.name,
      onlySession,
      dialect,
      rooms: new Map(),
      own: new Set(),
      expiresAtMs,
      cancelExpiry: () => undefined,
      isGone: false,
      send: ({ event, payload, opaqueFields }: Frame) =>
        void socket.emit(event, showText(connection.dialect, payload, opaqueFields)),
      end: () => void socket.disconnect(true),
    }
    return connection
  }

  /** Closes the line and says nothing: the client then comes back by itself, and finds what it was owed. */
  function onDefect(socket: Socket, error: unknown): void {
    log.error({ connectionId: socket.id, error }, 'connection of a dialect could not be served')
    socket.conn.close()
  }

  /**
   * Events of a connection are carried out one after the other: what was joined first is joined when the message is sent. What was
   * received before the line ended is carried out too: a client that sends and goes has sent.
   */
  function listen(socket: Socket, connection: DialectConnection, ready: Promise<unknown>): void {
    let last = ready
    let waiting = 0
    socket.onAny((event: string, ...args: unknown[]) => {
      waiting += 1
      if (waiting > waitingEvents) {
        log.warn({ connectionId: connection.id }, 'connection asks faster than it can be answered, ended')
        connection.end()
        return
      }
      last = last.then(async () => {
        waiting -= 1
        await serve(connection, event, args)
      })
      keepInHand(last.catch((error: unknown) => onDefect(socket, error)))
    })
  }

  function keepInHand(task: Promise<unknown>): void {
    const done = task.then(() => void inHand.delete(done))
    inHand.add(done)
  }

  function leave(connection: DialectConnection): void {
    connection.isGone = true
    for (const room of [...connection.rooms.keys()]) actions.leave(connection, { room })
    lifecycle.leave(connection)
  }

  async function arrive(connection: DialectConnection): Promise<void> {
    await lifecycle.begin(connection)
    if (connection.isGone) return
    await assumedDialect(tables, connection)?.welcome?.(actions, connection)
    await live.arrive(presentDevice(connection), () => !connection.isGone)
  }

  function accept(socket: Socket, handshake: DialectHandshake): void {
    const connection = connectionOf(socket, handshake)
    book.add(connection)
    log.info(
      { connectionId: connection.id, userId: connection.principal.userId, namespace: connection.namespace },
      'connected',
    )
    watchToken(connection, clock, { warn: () => undefined, end: endExpired })
    socket.on('disconnect', (reason) => {
      leave(connection)
      const { id, principal } = connection
      log.info({ connectionId: id, userId: principal.userId, reason: reason.replaceAll(' ', '-') }, 'disconnected')
    })
    const ready = arrive(connection).catch((error: unknown) => onDefect(socket, error))
    keepInHand(ready)
    listen(socket, connection, ready)
  }

  for (const namespace of namespaces)
    acceptConnections<DefaultEventsMap, unknown, DialectHandshake>(namespace, {
      readHandshake: (socket) => readHandshake(socket, tables, parts.verifyToken, parts.proxies),
      admit: parts.admit,
      accept,
      isStopping: () => isStopping,
      log,
    })

  function endExpired(connection: DialectConnection): void {
    log.info({ connectionId: connection.id }, 'token expired or access ended, connection ended')
    connection.send(frameOfAll('error', { message: handshakeRefusals.tokenExpired }))
    connection.end()
  }

  return {
    namespaces,
    announceStop: () => {
      isStopping = true
      const payload = { reconnectAfterMs: connectionLimits.reconnectAfterMs }
      for (const connection of book.all()) connection.send(frameOfAll('server:shutdown', payload))
    },
    endAccess: lifecycle.endAccess,
    reviewAccess: lifecycle.reviewAccess,
    review: (session) => {
      for (const connection of [...rooms.inSession(session.record().id)])
        if (!accessOf(session, connection.principal)) actions.dismiss(connection, session)
    },
    drain: async () => {
      while (inHand.size > 0) await Promise.all(inHand)
    },
  }
}

/** A client of a dialect has no installation that outlives its connection. */
function presentDevice({ id, principal }: DialectConnection): PresentDevice {
  return { userId: principal.userId, connectionId: id, deviceKey: id, role: principal.role }
}
