import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import type { Namespace } from 'socket.io'
import type { UserId } from '../src/shared/model/ids.ts'
import type { Clock } from '../src/shared/model/timing/clock.ts'
import { createDialectConnections, type DialectConnections } from './dialects/serving/dialectConnections.ts'
import { type AdmitConnection, createAdmitConnection } from './engine/admitConnection.ts'
import { bindConnections } from './engine/bindConnections.ts'
import { endConnections } from './engine/endConnections.ts'
import { createUnreadPollGate } from './engine/limitPendingPolls.ts'
import { limitTransports } from './engine/limitTransports.ts'
import { releaseRequest } from './engine/releaseRequest.ts'
import { createSocketServer, type SocketServer } from './engine/socketServer.ts'
import type { RateLimiter } from './limits/createRateLimiter.ts'
import type { FrameMeter } from './limits/frameMeter.ts'
import { createConnectionGate } from './limits/limitConnecting.ts'
import { type Connections, createConnections } from './native/connections.ts'

export interface Sockets {
  readonly server: SocketServer
  /** Those of the native protocol, and those of the dialects. */
  readonly connections: Connections
  readonly book: DialectConnections
  /** Whether a user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly connectedUsers: () => Iterable<UserId>
  /** Whether someone is connected who may see sessions without taking part in them. */
  readonly hasOnlookers: () => boolean
  readonly admit: AdmitConnection
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Closes those of the native protocol and of these namespaces, once they have taken what was sent to them. */
  readonly close: (namespaces: readonly Namespace[]) => Promise<void>
}

export interface SocketsParts {
  readonly corsOrigins: readonly string[] | '*'
  readonly limit: RateLimiter
  readonly frames: FrameMeter
  readonly proxies: number
  readonly nextTurn: (task: () => void) => void
  /** Runs a task when the present turn has done all it can do without waiting; `process.nextTick`. */
  readonly endOfTurn: (task: () => void) => void
  readonly clock: Clock
  readonly log: Logger
}

/** Builds the sockets of a node, of every protocol, and who is connected by them. */
export function createSockets(parts: SocketsParts): Sockets {
  const { limit, frames, proxies, nextTurn, endOfTurn, clock, log } = parts
  const server = createSocketServer(parts.corsOrigins, nextTurn)
  const { io, namespace } = server
  const connections = createConnections()
  const book = createDialectConnections()
  return {
    ...{ server, connections, book },
    isConnected: (userId) => connections.isConnected(userId) || book.isConnected(userId),
    connectedUsers: () => new Set([...connections.all(), ...book.all()].map(({ principal }) => principal.userId)),
    hasOnlookers: () =>
      !isEmpty(connections.administrators()) || !isEmpty(connections.supporters()) || !isEmpty(book.onlookers()),
    admit: createAdmitConnection({
      countOf: (userId) => connections.ofUser(userId).size + book.ofUser(userId).size,
      endOfTurn,
    }),
    attach: (httpServer) => {
      io.attach(httpServer)
      io.engine.use(createConnectionGate(limit, proxies))
      bindConnections(io.engine, proxies)
      io.engine.use(createUnreadPollGate())
      limitTransports(io.engine, { frames, proxies, log })
      io.engine.on('connection', releaseRequest)
    },
    close: async (namespaces) => {
      // Acknowledgements of the last commit are given in this turn; the sockets are closed in the next.
      await new Promise<void>((resolve) => nextTurn(resolve))
      await endConnections([namespace, ...namespaces], clock)
      io.engine?.close()
    },
  }
}

function isEmpty(items: Iterable<unknown>): boolean {
  for (const _ of items) return false
  return true
}
