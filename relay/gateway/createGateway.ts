import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import type { Presence } from '../../src/shared/model/presence.ts'
import { refuse } from '../../src/shared/protocol/acknowledgement.ts'
import type { Live } from '../createLive.ts'
import type { PresenceBoard, PresentDevice } from '../presence/presence.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import type { TypingBoard } from '../presence/typingBoard.ts'
import { isWithin } from '../sessions/access.ts'
import type { Asker } from '../sessions/asker.ts'
import type { Connection, NativeSocket } from './connection.ts'
import type { Connections } from './connections.ts'
import { gatewayLimits } from './gatewayLimits.ts'
import { isRefusal, refusalMessage, shakeHands } from './handshake.ts'
import type { AnswerRequest } from './requests.ts'
import type { SendFrame } from './sendFrame.ts'
import { slimRequest } from './slimRequest.ts'
import type { SocketServer } from './socketServer.ts'
import { type TokenWatch, watchToken } from './tokenLife.ts'
import type { VerifyToken } from './verifyToken.ts'

export interface GatewayParts {
  readonly server: SocketServer
  readonly connections: Connections
  readonly subscriptions: Subscriptions
  readonly presence: PresenceBoard
  readonly live: Pick<Live, 'arrive' | 'leave'>
  readonly typing: TypingBoard
  readonly answer: AnswerRequest
  readonly verifyToken: VerifyToken
  /** Proxies of our own that connections come through. */
  readonly proxies: number
  readonly sendFrame: SendFrame
  readonly clock: Clock
  readonly log: Logger
}

export interface Gateway {
  /** To be called once the sockets are on an HTTP server. */
  readonly attached: () => void
  readonly watchToken: (connection: Connection) => void
  /** Closes the connections of those who were invited to this session, once they have taken what was sent to them. */
  readonly endInvited: (sessionId: SessionId) => void
  /** Lets no one in any more, tells everyone that the node stops, and refuses their requests. */
  readonly announceStop: () => void
}

/** Serves the connections of the native namespace. */
export function createGateway(parts: GatewayParts): Gateway {
  const { server, connections, subscriptions, presence, live, typing, answer, sendFrame, clock, log } = parts
  const { io, namespace } = server
  let isStopping = false

  const tokenWatch: TokenWatch<Connection> = {
    warn: (connection) => sendFrame([connection], 'auth:expiring', { expiresAt: connection.expiresAtMs }),
    end: (connection) => {
      log.info({ connectionId: connection.id }, 'token expired, connection ended')
      connection.socket.disconnect(true)
    },
  }
  const watch = (connection: Connection) => watchToken(connection, clock, tokenWatch)

  async function welcome(connection: Connection): Promise<void> {
    const { asker, id } = connection
    try {
      await subscriptions.load(asker.userId)
      if (!connection.socket.connected) return
      const arrived = live.arrive(presentDevice(connection))
      const items = asker.role === 'admin' ? presence.all() : presenceOfPeers(asker)
      const others = items.filter(({ userId }) => userId !== asker.userId)
      if (others.length > 0) sendFrame([connection], 'presence', { items: others })
      await arrived
    } catch (error) {
      log.error({ connectionId: id, error }, 'sessions of a connection could not be read')
      // The line ends, and nothing tells the client to stay away: it comes back by itself.
      connection.socket.conn.close()
    }
  }

  function presenceOfPeers(asker: Asker): Presence[] {
    const sessions = subscriptions.of(asker.userId).filter((session) => isWithin(asker, session.record().id))
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
    const { userId } = connection.asker
    connection.cancelExpiry()
    connections.remove(connection)
    typing.leave(connection.id)
    live.leave(presentDevice(connection))
    if (!connections.isConnected(userId)) subscriptions.forget(userId)
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
    shakeHands(socket, parts.verifyToken, parts.proxies).then(
      (connection) => {
        socket.data.connection = connection
        next()
      },
      (error: unknown) => {
        if (!isRefusal(error)) log.error({ connectionId: socket.id, error }, 'handshake failed')
        next(new Error(refusalMessage(error)))
      },
    )
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
      { connectionId: connection.id, userId: connection.asker.userId, deviceId: connection.deviceId },
      'connected',
    )
    watch(connection)
    connection.arrived = welcome(connection).catch(onDefect)
  })

  return {
    attached: () => {
      io.engine.on('connection', slimRequest)
    },
    watchToken: watch,
    endInvited: (sessionId) => {
      for (const { asker, socket } of connections.all()) if (asker.invitedTo === sessionId) socket.disconnect(true)
    },
    announceStop: () => {
      isStopping = true
      const stop = { reconnectAfterMs: gatewayLimits.reconnectAfterMs }
      sendFrame([...connections.all()], 'server:shutdown', stop)
    },
  }
}

function presentDevice({ id, asker, deviceId }: Connection): PresentDevice {
  return { userId: asker.userId, connectionId: id, deviceKey: deviceId }
}
