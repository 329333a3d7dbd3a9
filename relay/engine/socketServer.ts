import type { IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { NativeNamespace } from '../native/connection.ts'
import { createWebSocketEngine } from './createWebSocketEngine.ts'

export interface SocketServer {
  readonly io: Server
  readonly namespace: NativeNamespace
}

/** Socket.IO with the native namespace, not yet on an HTTP server. Web pages of other origins than these are turned away. */
export function createSocketServer(
  corsOrigins: readonly string[] | '*',
  nextTurn: (task: () => void) => void,
): SocketServer {
  const io = new Server({
    maxHttpBufferSize: limits.frameBytes,
    serveClient: false,
    httpCompression: false,
    perMessageDeflate: false,
    wsEngine: createWebSocketEngine(nextTurn),
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
