import type { Logger } from 'pino'
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io'
import type { Clock } from '../../../../src/shared/model/timing/clock.ts'
import { refuse } from '../../../../src/shared/protocol/acknowledgement.ts'
import { handshakeRefusals } from '../../../../src/shared/protocol/handshake.ts'
import type { VerifyToken } from '../../../accounts/verifyToken.ts'
import { acceptConnections } from '../../../engine/acceptConnections.ts'
import type { AdmitConnection } from '../../../engine/admitConnection.ts'
import { connectionLimits } from '../../../engine/connectionLimits.ts'
import { createLifecycle, type Lifecycle, type LifecycleParts } from '../../../engine/createLifecycle.ts'
import { watchToken } from '../../../engine/tokenExpiry.ts'
import { RateLimitedError } from '../../../limits/rateLimitedError.ts'
import type { DeviceConnections } from '../../../presence/deviceConnections.ts'
import type { PresentDevice } from '../../../presence/presentDevice.ts'
import { accessOf } from '../../../sessions/access/access.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { Rooms } from '../../rooms/rooms.ts'
import type { Actions } from '../../table/actions.ts'
import { connectionFrame } from '../../table/connectionEvents.ts'
import type { DialectTables } from '../../table/dialect.ts'
import type { DialectConnection } from '../../table/dialectConnection.ts'
import type { ShowText } from '../../table/showText.ts'
import { assumedDialect } from '../chooseDialect.ts'
import { type DialectHandshake, readHandshake } from './dialectHandshake.ts'
import { createEventQueue } from './eventQueue.ts'
import { openConnection } from './openConnection.ts'
import { createPendingTasks } from './pendingTasks.ts'
import { createServeEvent, errorFrameOf } from './serveEvent.ts'

export interface DialectServerParts extends Omit<LifecycleParts<DialectConnection>, 'presentDevice' | 'end'> {
  readonly tables: DialectTables
  readonly io: Server
  readonly rooms: Pick<Rooms, 'inSession'>
  readonly actions: Actions
  readonly devices: DeviceConnections
  readonly verifyToken: VerifyToken
  readonly tokenCookie: string | null
  readonly admit: AdmitConnection
  readonly allowsEio3: boolean
  /** Proxies of our own that connections come through. */
  readonly proxies: number
  readonly showText: ShowText
  readonly publishedClients: ReadonlySet<string>
  readonly clock: Clock
  readonly log: Logger
}

export interface DialectServer extends Pick<Lifecycle<DialectConnection>, 'endAccess' | 'reviewAccess'> {
  /** Namespaces of the dialects' connections. */
  readonly namespaces: readonly Namespace[]
  /** Refuses new connections and all events from now on, and announces to everyone that the node stops. */
  readonly announceStop: () => void
  /** Takes those out of the rooms of a session that has changed who may no longer see it. */
  readonly evictFrom: (session: CachedSession) => void
  /** Resolves when everything that was received by now is carried out or refused. */
  readonly drain: () => Promise<void>
}

/** Serves the clients of the dialects, in the namespaces of their tables. */
export function createDialectServer(parts: DialectServerParts): DialectServer {
  const { tables, io, connections, rooms, actions, clock, log } = parts
  const namespaces = [...new Set(Object.values(tables).map(({ namespace }) => namespace))].map((name) => io.of(name))
  const pending = createPendingTasks()
  const end = (connection: DialectConnection) => endExpired(parts, connection)
  const lifecycle = createLifecycle({ ...parts, presentDevice, end })
  let isStopping = false
  const serve = createServeEvent({ ...parts, isStopping: () => isStopping })

  /** Closes the transport without a word: the client then reconnects by itself, and finds what it was owed. */
  function onDefect(socket: Socket, error: unknown): void {
    log.error({ connectionId: socket.id, error }, 'connection of a dialect could not be served')
    socket.conn.close()
  }

  /** Carries out events in their order, also those that were received before the connection ended. */
  function listen(socket: Socket, connection: DialectConnection, ready: Promise<void>): void {
    const queue = createEventQueue(ready)
    let isBurst = false
    socket.onAny((event: string, ...args: unknown[]) => {
      if (queue.isFull()) {
        if (!isBurst)
          log.warn({ connectionId: connection.id }, 'connection asks faster than it can be answered, refused')
        refuseBurst(tables, connection, args, isBurst)
        isBurst = true
        return
      }
      isBurst = false
      const served = queue.add(() => serve(connection, event, args))
      pending.add(served.catch((error: unknown) => onDefect(socket, error)))
    })
  }

  function accept(socket: Socket, handshake: DialectHandshake): void {
    const connection = openConnection(socket, handshake, parts)
    const who = { connectionId: connection.id, userId: connection.principal.userId }
    connections.add(connection)
    log.info({ ...who, namespace: connection.namespace }, 'connected')
    socket.on('disconnect', (reason) => {
      connection.isGone = true
      for (const room of [...connection.rooms.keys()]) actions.leave(connection, { room })
      lifecycle.leave(connection)
      log.info({ ...who, reason: reason.replaceAll(' ', '-') }, 'disconnected')
    })
    // Once the end of the connection is noticed: a token may have expired since it was verified.
    watchToken(connection, clock, { warn: () => undefined, end })
    const ready = arrive(parts, lifecycle, connection).catch((error: unknown) => onDefect(socket, error))
    pending.add(ready)
    listen(socket, connection, ready)
  }

  for (const namespace of namespaces)
    acceptConnections<DefaultEventsMap, unknown, DialectHandshake>(namespace, {
      readHandshake: (socket) => readHandshake(socket, parts),
      admit: parts.admit,
      accept,
      isStopping: () => isStopping,
      allowsEio3: parts.allowsEio3,
      log,
    })

  return {
    namespaces,
    announceStop: () => {
      isStopping = true
      const payload = { reconnectAfterMs: connectionLimits.reconnectAfterMs }
      for (const connection of connections.all()) connection.send(connectionFrame('server:shutdown', payload))
    },
    endAccess: lifecycle.endAccess,
    reviewAccess: lifecycle.reviewAccess,
    evictFrom: (session) => {
      for (const connection of [...rooms.inSession(session.record().id)])
        if (!accessOf(session, connection.principal)) actions.evict(connection, session)
    },
    drain: pending.drain,
  }
}

/** Greets a connection in its dialect, and makes its user present. */
async function arrive(
  { tables, actions, devices }: Pick<DialectServerParts, 'tables' | 'actions' | 'devices'>,
  lifecycle: Pick<Lifecycle<DialectConnection>, 'begin'>,
  connection: DialectConnection,
): Promise<void> {
  await lifecycle.begin(connection)
  if (connection.isGone) return
  await assumedDialect(tables, connection)?.welcome?.(actions, connection)
  await devices.arrive(presentDevice(connection), () => !connection.isGone)
}

/**
 * Refuses an event that came while too many wait: by its acknowledgement, or by `error`, once for a burst, since one for each would be
 * a burst of our own.
 */
function refuseBurst(
  tables: DialectTables,
  connection: DialectConnection,
  args: readonly unknown[],
  isReported: boolean,
): void {
  const acknowledge = args.at(-1)
  const { kind, message } = new RateLimitedError(1_000).failure
  if (typeof acknowledge === 'function') acknowledge(refuse(kind, message))
  else if (!isReported) connection.send(errorFrameOf(tables, connection, message))
}

/** Ends a connection whose token has expired or whose access has ended, and sends it the reason. */
function endExpired({ tables, log }: Pick<DialectServerParts, 'tables' | 'log'>, connection: DialectConnection): void {
  log.info({ connectionId: connection.id }, 'token expired or access ended, connection ended')
  connection.send(errorFrameOf(tables, connection, handshakeRefusals.tokenExpired))
  connection.end()
}

/** A client of a dialect has no installation that outlives its connection. */
function presentDevice({ id, principal }: DialectConnection): PresentDevice {
  return { userId: principal.userId, connectionId: id, deviceKey: id, role: principal.role }
}
