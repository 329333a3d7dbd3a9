import { io } from 'socket.io-client'
import type { Member } from './room.ts'
import { startServerProcess } from './serverProcess.ts'

/** A room of bare Socket.IO in a process of its own: the reference of the room benchmarks. */
export async function openBareRoom(size: number): Promise<{ members: Member[]; close: () => Promise<void> }> {
  const server = await startServerProcess('bench/bareBroadcast.ts', {})
  const members = await Promise.all(Array.from({ length: size }, () => join(server.url)))
  return {
    members,
    close: async () => {
      for (const member of members) member.close()
      await server.stop()
    },
  }
}

async function join(url: string): Promise<Member> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return {
    send: (text) => new Promise((resolve) => socket.emit('message', text, () => resolve())),
    listen: (heard) => {
      socket.off('message')
      socket.on('message', heard)
    },
    close: () => socket.disconnect(),
  }
}
