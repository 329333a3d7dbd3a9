import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { gatewayLimits } from './gatewayLimits.ts'

/**
 * Makes the WebSocket server of Engine.IO, which asks for it with `new`. Pings are answered to those who take the answers, and one
 * that is ended and does not take that is cut off soon.
 */
export function createWebSocketEngine(options: ServerOptions): WebSocketServer {
  // Taken out of the call since the types of ws do not know all of them.
  const held = { autoPong: false, closeTimeout: gatewayLimits.closeWaitMs }
  const server = new WebSocketServer({ ...options, ...held })
  const accept = server.handleUpgrade.bind(server)
  server.handleUpgrade = (request, socket, head, serve) =>
    accept(request, socket, head, (websocket, upgraded) => {
      websocket.on('ping', onPing)
      serve(websocket, upgraded)
    })
  return server
}

function onPing(this: WebSocket, data: Buffer): void {
  if (this.bufferedAmount > gatewayLimits.unsentBytes) this.terminate()
  else this.pong(data)
}
