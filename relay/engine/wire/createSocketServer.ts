import type { IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { createWebSocketEngine } from './createWebSocketEngine.ts'

/** Creates Socket.IO, not yet on an HTTP server. Web pages of other origins than these are turned away. */
export function createSocketServer(corsOrigins: readonly string[] | '*', nextTurn: (task: () => void) => void): Server {
  return new Server({
    maxHttpBufferSize: limits.frameBytes,
    serveClient: false,
    httpCompression: false,
    perMessageDeflate: false,
    wsEngine: createWebSocketEngine(nextTurn),
    cors: { origin: corsOrigins === '*' ? '*' : [...corsOrigins] },
    // The browser asks before XHR only; a WebSocket is opened from any page.
    allowRequest: (request, decide) => decide(null, isAllowed(request, corsOrigins)),
  })
}

function isAllowed(request: IncomingMessage, corsOrigins: readonly string[] | '*'): boolean {
  const { origin, host } = request.headers
  if (origin === undefined || corsOrigins === '*') return true
  if (corsOrigins.includes(origin.toLowerCase())) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
