import { WebSocketServer } from 'ws'

/* The reference for memory: WebSockets as they come, and nothing is said. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  const address = server.address()
  if (address && typeof address === 'object') console.log(`bare listening on http://127.0.0.1:${address.port}`)
})
process.once('SIGTERM', () => process.exit(0))
