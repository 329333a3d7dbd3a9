import type { IncomingMessage } from 'node:http'
import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io'
import type { DownEvent, DownPayload } from '../../src/shared/protocol/down.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { Connection } from './connection.ts'

export type DownEvents = { [E in DownEvent]: (payload: DownPayload<E>) => void }
export interface SocketData {
  /** Set by the handshake. */
  connection?: Connection
}
export type NativeNamespace = Namespace<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>
export type NativeSocket = Socket<DefaultEventsMap, DownEvents, DefaultEventsMap, SocketData>

export interface SocketServer {
  readonly io: Server
  readonly namespace: NativeNamespace
}

/** Socket.IO with the native namespace, not yet on an HTTP server. Web pages of other origins than these are turned away. */
export function createSocketServer(corsOrigins: readonly string[] | '*'): SocketServer {
  const io = new Server({
    maxHttpBufferSize: limits.frameBytes,
    serveClient: false,
    httpCompression: false,
    perMessageDeflate: false,
    cors: { origin: corsOrigins === '*' ? '*' : [...corsOrigins] },
    // The browser asks before XHR only; a WebSocket is opened from any page.
    allowRequest: (request, decide) => decide(null, isAllowed(request, corsOrigins)),
  })
  return { io, namespace: io.of(nativeNamespace) }
}

function isAllowed(request: IncomingMessage, corsOrigins: readonly string[] | '*'): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || corsOrigins === '*') return true
  if (corsOrigins.includes(origin.toLowerCase())) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
