import { once } from 'node:events'
import { connect, type NetConnectOpts } from 'node:net'

/** Returns whether a program takes connections at this port or socket. */
export async function listensAt(place: NetConnectOpts): Promise<boolean> {
  const socket = connect(place)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
