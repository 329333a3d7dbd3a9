import { createServer } from 'node:http'
import { Server } from 'socket.io'

/*
 * The reference: Socket.IO as it comes, one room, no accounts, no storage. Acknowledges, and sends every message to all. Listens on
 * PORT, or any that is free.
 */
const httpServer = createServer()
const io = new Server(httpServer, { serveClient: false, perMessageDeflate: false })
io.on('connection', (socket) => {
  void socket.join('room')
  socket.on('message', (text: string, acknowledge: () => void) => {
    io.to('room').emit('message', text)
    acknowledge()
  })
})
httpServer.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const address = httpServer.address()
  if (address && typeof address === 'object') console.log(`bare listening on http://127.0.0.1:${address.port}`)
})
process.once('SIGTERM', () => void io.close(() => process.exit(0)))
