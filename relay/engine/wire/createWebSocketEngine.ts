import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { connectionLimits } from '../connectionLimits.ts'
import { createEagerPause } from './createEagerPause.ts'

/**
 * Makes the WebSocket server of Engine.IO, to be called with `new`. Pings are answered to those who take the answers, one that is
 * ended and does not take that is cut off soon, and of each only so much is read in a turn, see `createEagerPause`.
 */
export type WebSocketEngine = (options: ServerOptions) => WebSocketServer

export function createWebSocketEngine(nextTurn: (task: () => void) => void): WebSocketEngine {
  const { onMessage, onControl } = createEagerPause(nextTurn)
  return function engine(options) {
    // Taken out of the call since the types of ws do not know all of them.
    const held = { autoPong: false, closeTimeout: connectionLimits.closeWaitMs }
    const server = new WebSocketServer({ ...options, ...held })
    const accept = server.handleUpgrade.bind(server)
    server.handleUpgrade = (request, socket, head, serve) =>
      accept(request, socket, head, (websocket, upgraded) => {
        websocket.on('message', onMessage)
        for (const kind of ['ping', 'pong'] as const) websocket.on(kind, onControl)
        websocket.on('ping', onPing)
        serve(websocket, upgraded)
      })
    return server
  }
}

function onPing(this: WebSocket, data: Buffer): void {
  if (this.bufferedAmount > connectionLimits.unsentBytes) this.terminate()
  else this.pong(data)
}
