import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import type { Namespace, Server } from 'socket.io'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { FrameMeter } from '../limits/frameMeter.ts'
import { type AdmitConnection, createAdmitConnection } from './admitConnection.ts'
import type { ClientConnection } from './clientConnection.ts'
import type { Connections } from './createConnections.ts'
import { endConnections } from './endConnections.ts'
import { createOriginRule } from './originRule.ts'
import { attachSockets } from './wire/attachSockets.ts'
import { bindConnections } from './wire/bindConnections.ts'
import { createSocketServer } from './wire/createSocketServer.ts'
import { createConnectionGate } from './wire/limitConnecting.ts'
import { createUnreadPollGate } from './wire/limitPendingPolls.ts'
import { limitTransports } from './wire/limitTransports.ts'
import { createReleaseRequest } from './wire/releaseRequest.ts'

export interface Sockets {
  /** Socket.IO, in whose namespaces the transports are served. */
  readonly io: Server
  /** Whether a user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly connectedUsers: () => Iterable<UserId>
  /** Whether someone is connected who may see sessions without taking part in them. */
  readonly hasOnlookers: () => boolean
  readonly admit: AdmitConnection
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Closes those of these namespaces, once they have taken what was sent to them. */
  readonly close: (namespaces: readonly Pick<Namespace, 'sockets'>[]) => Promise<void>
}

export interface SocketsParts {
  /** Connections of each protocol. */
  readonly registries: readonly Pick<Connections<ClientConnection>, 'all' | 'isConnected' | 'ofUser' | 'onlookers'>[]
  readonly corsOrigins: readonly string[] | '*'
  readonly tokenCookie: string | null
  readonly socketPaths: readonly string[]
  readonly limit: RateLimiter
  readonly frames: FrameMeter
  readonly proxies: number
  readonly nextTurn: (task: () => void) => void
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Builds the sockets of a node, of every protocol, with what each of them has to pass. */
export function createSockets(parts: SocketsParts): Sockets {
  const { registries, limit, frames, proxies, nextTurn, endOfTurn, clock, log } = parts
  const io = createSocketServer(createOriginRule(parts.corsOrigins), nextTurn)
  return {
    io,
    isConnected: (userId) => registries.some((connections) => connections.isConnected(userId)),
    connectedUsers: () =>
      new Set(registries.flatMap((connections) => [...connections.all()].map(({ principal }) => principal.userId))),
    hasOnlookers: () =>
      registries.some(({ onlookers }) => onlookers('admin').size > 0 || onlookers('support').size > 0),
    admit: createAdmitConnection({
      countOf: (userId) => registries.reduce((sum, connections) => sum + connections.ofUser(userId).size, 0),
      endOfTurn,
    }),
    attach: (httpServer) => {
      attachSockets(httpServer, parts.socketPaths, () => void io.attach(httpServer))
      io.engine.use(createConnectionGate(limit, proxies))
      bindConnections(io.engine, proxies)
      io.engine.use(createUnreadPollGate())
      limitTransports(io.engine, { frames, proxies, log })
      io.engine.on('connection', createReleaseRequest(parts.tokenCookie))
    },
    close: async (namespaces) => {
      // Acknowledgements of the last commit are given in this turn; the sockets are closed in the next.
      await new Promise<void>((resolve) => nextTurn(resolve))
      await endConnections(namespaces, clock)
      io.engine?.close()
    },
  }
}
