import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** A page is admitted within milliseconds; who keeps others out would have to open this many connections in that time. */
const mostUnadmitted = 256
/** A connection that is upgraded sends its name and its proof. */
const mostUnadmittedBytes = 4 * 1024

export interface Unadmitted {
  /** Ends the upgraded connection when it sends more than its hello and its proof before it is admitted. */
  readonly bound: (socket: Socket) => void
  /** Takes the connection of a page that has proven its key out of the count. */
  readonly admit: (socket: Socket) => void
}

/**
 * Bounds the connections of `server` that have not proven that they come from the person at the console. Any user of the machine can
 * open them: the oldest makes room for the newest, so that they cannot keep the page out.
 */
export function boundUnadmitted(server: Server): Unadmitted {
  const waiting = new Set<Socket>()
  server.on('connection', (socket) => {
    waiting.add(socket)
    socket.once('close', () => waiting.delete(socket))
    for (const oldest of waiting) {
      if (waiting.size <= mostUnadmitted) break
      waiting.delete(oldest)
      oldest.destroy()
    }
  })
  return {
    bound: (socket) => {
      const upgradedAt = socket.bytesRead
      socket.on('data', () => {
        if (waiting.has(socket) && socket.bytesRead - upgradedAt > mostUnadmittedBytes) socket.destroy()
      })
    },
    admit: (socket) => waiting.delete(socket),
  }
}
