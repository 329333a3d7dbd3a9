import { WebSocket } from 'ws'

/** A WebSocket to Engine.IO that sends whatever it is told. */
export interface OpenSocket {
  readonly send: (packet: string | Buffer) => void
  readonly isOpen: () => boolean
  /** Resolves when a packet has come that begins so, or the connection has ended. */
  readonly heardFrom: (beginning: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens one, and answers the pings of the other side. Never rejects: one that could not be opened is not open. */
export async function openSocket(url: string, heard: (data: Buffer) => void): Promise<OpenSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const awaited = new Map<string, () => void>()
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => undefined)
  socket.on('message', (data) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)
    heard(bytes)
    const text = bytes.toString()
    if (text === '2') socket.send('3')
    for (const [beginning, found] of awaited) if (text.startsWith(beginning)) found()
  })
  await Promise.race([new Promise((resolve) => socket.once('open', resolve)), ended])
  return {
    send: (packet) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(packet)
    },
    isOpen: () => socket.readyState === WebSocket.OPEN,
    heardFrom: async (beginning) => {
      const found = new Promise<void>((resolve) => awaited.set(beginning, resolve))
      await Promise.race([found, ended])
      awaited.delete(beginning)
    },
    close: async () => {
      socket.terminate()
      await ended
    },
  }
}
