import type { Logger } from 'pino'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { VerifyToken } from '../accounts/verifyToken.ts'
import { type AcceptParts, acceptConnections } from '../engine/acceptConnections.ts'
import { connectionLimits } from '../engine/connectionLimits.ts'
import { createLifecycle, type Lifecycle, type LifecycleParts } from '../engine/createLifecycle.ts'
import type { DeviceConnections } from '../presence/deviceConnections.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import type { PresentDevice } from '../presence/presentDevice.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import { seesPresenceIn } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { Connection, NativeConnections, NativeNamespace, NativeSocket } from './connection.ts'
import { createRequestListener } from './createRequestListener.ts'
import { readHandshake } from './readHandshake.ts'
import type { AnswerRequest } from './requests.ts'
import type { SendFrame } from './sendFrame.ts'
import { sendPresences } from './sendPresences.ts'
import type { WatchConnection } from './watchConnection.ts'

export interface ServeConnectionsParts
  extends Pick<LifecycleParts<Connection>, 'isConnected' | 'typing' | 'isEnded' | 'learnName'>,
    Pick<AcceptParts<NativeSocket, Connection>, 'admit' | 'allowsEio3'> {
  readonly namespace: NativeNamespace
  readonly connections: NativeConnections
  readonly subscriptions: Subscriptions
  readonly registry: Pick<PresenceRegistry, 'of' | 'all'>
  readonly devices: DeviceConnections
  readonly answer: AnswerRequest
  readonly watch: WatchConnection
  readonly verifyToken: VerifyToken
  /** Proxies of our own that connections come through. */
  readonly proxies: number
  readonly sendFrame: SendFrame
  readonly log: Logger
}

export interface ServedConnections extends Pick<Lifecycle<Connection>, 'endAccess' | 'reviewAccess'> {
  /** Closes the connections of those who were invited to this session, once they have taken what was sent to them. */
  readonly endInvited: (sessionId: SessionId) => void
  /** Accepts no one any more, announces to everyone that the node stops, and refuses their requests. */
  readonly announceStop: () => void
}

/** Serves the connections of the native namespace. */
export function serveConnections(parts: ServeConnectionsParts): ServedConnections {
  const { namespace, connections, devices, watch, verifyToken, proxies, sendFrame, log } = parts
  let isStopping = false
  const lifecycle = createLifecycle<Connection>({
    ...parts,
    presentDevice,
    end: ({ id, principal, socket }) => {
      log.info({ connectionId: id, userId: principal.userId }, 'access ended, connection ended')
      socket.disconnect(true)
    },
  })
  const listener = createRequestListener({ ...parts, isStopping: () => isStopping })

  async function arrive(connection: Connection): Promise<void> {
    const { id, socket } = connection
    try {
      await lifecycle.begin(connection)
      if (!socket.connected) return
      const arrived = devices.arrive(presentDevice(connection), () => socket.connected)
      const others = presencesFor(connection.principal, parts)
      if (others.length > 0) sendPresences(sendFrame, [connection], others)
      await arrived
    } catch (error) {
      log.error({ connectionId: id, error }, 'sessions of a connection could not be read')
      // The line ends, and nothing bids the client stay away: it comes back by itself.
      socket.conn.close()
    }
  }

  // Shared by all sockets, which come as `this`: a closure for each would be most of an idle connection.
  function onDisconnect(this: NativeSocket, reason: string): void {
    const { connection } = this.data
    if (!connection) return
    lifecycle.leave(connection)
    const { id, principal } = connection
    log.info({ connectionId: id, userId: principal.userId, reason: reason.replaceAll(' ', '-') }, 'disconnected')
  }

  function accept(socket: NativeSocket, connection: Connection): void {
    const { id, principal, deviceId } = connection
    socket.data.connection = connection
    connections.add(connection)
    socket.onAny(listener)
    socket.on('disconnect', onDisconnect)
    log.info({ connectionId: id, userId: principal.userId, deviceId }, 'connected')
    watch(connection)
    connection.arrived = arrive(connection)
  }

  acceptConnections(namespace, {
    readHandshake: (socket) => readHandshake(socket, verifyToken, proxies),
    admit: parts.admit,
    accept,
    isStopping: () => isStopping,
    allowsEio3: parts.allowsEio3,
    log,
  })

  return {
    endAccess: lifecycle.endAccess,
    reviewAccess: lifecycle.reviewAccess,
    endInvited: (sessionId) => {
      for (const { principal, socket } of connections.all())
        if (principal.invitedTo === sessionId) socket.disconnect(true)
    },
    announceStop: () => {
      isStopping = true
      const stop = { reconnectAfterMs: connectionLimits.reconnectAfterMs }
      sendFrame([...connections.all()], 'server:shutdown', stop)
    },
  }
}

function presentDevice({ id, principal, deviceId }: Connection): PresentDevice {
  const { userId, role, invitedTo } = principal
  const scope = { role, ...(invitedTo === undefined ? {} : { invitedTo }) }
  return { userId, connectionId: id, deviceKey: deviceId, scope, role }
}

/** Returns the presence of everyone else whom a principal sees as they connect. */
function presencesFor(
  principal: Principal,
  { registry, subscriptions }: Pick<ServeConnectionsParts, 'registry' | 'subscriptions'>,
): Presence[] {
  const presences =
    principal.role === 'admin' ? registry.all() : peersOf(principal, subscriptions).map((userId) => registry.of(userId))
  return presences.filter(({ userId }) => userId !== principal.userId)
}

function peersOf(principal: Principal, subscriptions: Pick<Subscriptions, 'of'>) {
  const sessions = subscriptions.of(principal.userId).filter((session) => seesPresenceIn(session, principal))
  return [...new Set(sessions.flatMap((session) => session.record().participants.map(({ userId }) => userId)))]
}
