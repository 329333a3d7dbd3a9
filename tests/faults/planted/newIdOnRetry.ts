import { v7 } from 'uuid'
import { openSocket } from '../../../src/client/openSocket.ts'
import { runPlantedHost } from './plantedHost.ts'

/* The browser host, but a `message:send` that is tried again goes out under a new id. */

const sentIds = new Set<unknown>()

function isRetry(payload: object): boolean {
  const id = 'id' in payload ? payload.id : undefined
  const known = sentIds.has(id)
  sentIds.add(id)
  return known
}

await runPlantedHost({
  openSocket: (options, listener) => {
    const socket = openSocket(options, listener)
    return {
      ...socket,
      request: (event, payload) =>
        socket.request(event, event === 'message:send' && isRetry(payload) ? { ...payload, id: v7() } : payload),
    }
  },
})
