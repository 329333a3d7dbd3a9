import { once } from 'node:events'
import { connect, type NetConnectOpts } from 'node:net'

/** Whether a program takes connections at this port or socket. */
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
