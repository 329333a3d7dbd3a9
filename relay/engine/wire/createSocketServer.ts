import { Server } from 'socket.io'
import { limits } from '../../../src/shared/protocol/limits.ts'
import type { OriginRule } from '../originRule.ts'
import { createWebSocketEngine } from './createWebSocketEngine.ts'

const foreignOrigin = 'Pages of this origin may not connect: add it to CORS_ORIGINS of the relay.'

/**
 * Creates Socket.IO, not yet on an HTTP server. Web pages of other origins than the rule's are turned away; those that are set may send
 * credentials, which browsers grant to no page where any may call.
 */
export function createSocketServer(origins: OriginRule, nextTurn: (task: () => void) => void): Server {
  return new Server({
    maxHttpBufferSize: limits.frameBytes,
    // Files of its client are served like other documents: see `socketClientRoutes`.
    serveClient: false,
    httpCompression: false,
    perMessageDeflate: false,
    wsEngine: createWebSocketEngine(nextTurn),
    // Those of version 2 are refused in words that they can read, where they are not served: see `acceptConnections`.
    allowEIO3: true,
    cors: origins.isOpen
      ? { origin: '*' }
      : {
          origin: (origin, decide) => decide(null, origin !== undefined && origins.isListed(origin)),
          credentials: true,
        },
    // The browser asks before XHR only; a WebSocket is opened from any page.
    allowRequest: (request, decide) => decide(foreignOrigin, origins.allows(request.headers)),
  })
}
