import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import { type EndedAccess, endsWith, type IsEnded, type VerifyToken } from '../accounts/verifyToken.ts'
import type { AdmitConnection } from '../engine/admitConnection.ts'
import { gatewayLimits } from '../engine/gatewayLimits.ts'
import { authenticateHandshake, isExpected, refusalMessage } from '../engine/handshake.ts'
import type { SocketServer } from '../engine/socketServer.ts'
import type { Live } from '../live/createLive.ts'
import type { PresenceBoard, PresentDevice } from '../presence/presence.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import type { TypingBoard } from '../presence/typingBoard.ts'
import { seesPresenceIn } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { Connection, NativeSocket } from './connection.ts'
import type { Connections } from './connections.ts'
import type { AnswerRequest } from './requests.ts'
import type { SendFrame } from './sendFrame.ts'
import { sendPresences } from './sendPresences.ts'
import type { WatchConnection } from './watchConnection.ts'

export interface GatewayParts {
  readonly server: SocketServer
  readonly connections: Connections
  /** Whether the user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly subscriptions: Subscriptions
  readonly presence: PresenceBoard
  readonly live: Pick<Live, 'arrive' | 'leave'>
  readonly typing: TypingBoard
  readonly answer: AnswerRequest
  readonly watch: WatchConnection
  readonly verifyToken: VerifyToken
  readonly admit: AdmitConnection
  readonly isEnded: IsEnded
  /** Proxies of our own that connections come through. */
  readonly proxies: number
  readonly sendFrame: SendFrame
  readonly clock: Clock
  readonly log: Logger
}

export interface Gateway {
  /** Closes the connections of those who were invited to this session, once they have taken what was sent to them. */
  readonly endInvited: (sessionId: SessionId) => void
  /** Ends the connections that came by a token whose access has ended, and refuses what they still ask. */
  readonly endAccess: (ended: EndedAccess) => void
  /** The same, for whichever of them the store says so. */
  readonly reviewAccess: () => Promise<void>
  /** Lets no one in any more, tells everyone that the node stops, and refuses their requests. */
  readonly announceStop: () => void
}

/** Serves the connections of the native namespace. */
export function createGateway(parts: GatewayParts): Gateway {
  const { server, connections, subscriptions, presence, live, typing, answer, watch, sendFrame, log } = parts
  const { namespace } = server
  let isStopping = false

  function endAccessOf(connection: Connection): void {
    log.info({ connectionId: connection.id, userId: connection.principal.userId }, 'access ended, connection ended')
    connection.expiresAtMs = 0
    connection.socket.disconnect(true)
  }

  async function welcome(connection: Connection): Promise<void> {
    const { principal, id } = connection
    try {
      // Access may have ended between the look at the token and now, when the connection can be found to be ended.
      const [isEnded] = await Promise.all([parts.isEnded(connection.admission), subscriptions.load(principal.userId)])
      if (isEnded) endAccessOf(connection)
      if (!connection.socket.connected) return
      const arrived = live.arrive(presentDevice(connection), () => connection.socket.connected)
      const items = principal.role === 'admin' ? presence.all() : presenceOfPeers(principal)
      const others = items.filter(({ userId }) => userId !== principal.userId)
      if (others.length > 0) sendPresences(sendFrame, [connection], others)
      await arrived
    } catch (error) {
      log.error({ connectionId: id, error }, 'sessions of a connection could not be read')
      // The line ends, and nothing tells the client to stay away: it comes back by itself.
      connection.socket.conn.close()
    }
  }

  function presenceOfPeers(principal: Principal): Presence[] {
    const sessions = subscriptions.of(principal.userId).filter((session) => seesPresenceIn(session, principal))
    const peers = new Set(sessions.flatMap((session) => session.record().participants.map(({ userId }) => userId)))
    return [...peers].map(presence.of)
  }

  // The listeners are shared by all sockets, which come as `this`: a closure for each would be most of an idle connection.
  function onAny(this: NativeSocket, event: unknown, ...args: unknown[]): void {
    const { connection } = this.data
    const acknowledge = args.at(-1)
    if (!connection || typeof acknowledge !== 'function' || typeof event !== 'string') {
      log.debug({ connectionId: this.id }, 'request without acknowledgement ignored')
      return
    }
    const payload = args.length === 2 ? args[0] : undefined
    if (isStopping) acknowledge(refuse('unavailable', 'This node of the relay stops. Connect again.'))
    else if (connection.unanswered >= gatewayLimits.unansweredRequests)
      acknowledge(refuse('rateLimited', 'Too many requests wait for their answers. Wait for some of them.'))
    else serveRequest(connection, event, payload).then((reply) => acknowledge(reply), onDefect)
  }

  async function serveRequest(connection: Connection, event: string, payload: unknown): Promise<object> {
    connection.unanswered += 1
    try {
      return await answer(connection, event, payload)
    } finally {
      connection.unanswered -= 1
    }
  }

  function onDisconnect(this: NativeSocket, reason: string): void {
    const { connection } = this.data
    if (!connection) return
    const { userId } = connection.principal
    connection.cancelExpiry()
    connections.remove(connection)
    typing.leave(connection.id)
    live.leave(presentDevice(connection))
    if (!parts.isConnected(userId)) subscriptions.forget(userId)
    log.info({ connectionId: connection.id, userId, reason: reason.replaceAll(' ', '-') }, 'disconnected')
  }

  function onDefect(error: unknown): void {
    log.error({ error }, 'answer could not be given')
  }

  namespace.use((socket, next) => {
    if (isStopping) {
      next(new Error('This node of the relay stops. Connect again.'))
      return
    }
    authenticateHandshake(socket, parts.verifyToken, parts.proxies)
      .then((connection) => {
        parts.admit(connection.principal.userId)
        socket.data.connection = connection
        next()
      })
      .catch((error: unknown) => {
        if (!isExpected(error)) log.error({ connectionId: socket.id, error }, 'handshake failed')
        next(new Error(refusalMessage(error)))
      })
  })
  namespace.on('connection', (socket) => {
    const { connection } = socket.data
    if (!connection || isStopping) {
      socket.disconnect(true)
      return
    }
    connections.add(connection)
    socket.onAny(onAny)
    socket.on('disconnect', onDisconnect)
    log.info(
      { connectionId: connection.id, userId: connection.principal.userId, deviceId: connection.deviceId },
      'connected',
    )
    watch(connection)
    connection.arrived = welcome(connection).catch(onDefect)
  })

  return {
    endInvited: (sessionId) => {
      for (const { principal, socket } of connections.all())
        if (principal.invitedTo === sessionId) socket.disconnect(true)
    },
    endAccess: (ended) => {
      for (const connection of [...connections.ofUser(ended.userId)])
        if (endsWith(ended, connection.admission)) endAccessOf(connection)
    },
    reviewAccess: async () => {
      for (const connection of [...connections.all()])
        if (await parts.isEnded(connection.admission)) endAccessOf(connection)
    },
    announceStop: () => {
      isStopping = true
      const stop = { reconnectAfterMs: gatewayLimits.reconnectAfterMs }
      sendFrame([...connections.all()], 'server:shutdown', stop)
    },
  }
}

function presentDevice({ id, principal, deviceId }: Connection): PresentDevice {
  const { userId, role, invitedTo } = principal
  const toldAs = { role, ...(invitedTo === undefined ? {} : { invitedTo }) }
  return { userId, connectionId: id, deviceKey: deviceId, toldAs, role }
}
