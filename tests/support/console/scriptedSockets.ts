import type { OpenSocket, SocketOptions } from '../../../src/client/openSocket.ts'
import type { SocketListener } from '../../../src/client/relaySocket.ts'
import type { Reply } from '../../../src/client/reply.ts'
import type { UpEvent } from '../../../src/shared/protocol/up.ts'

export interface ScriptedSocket {
  readonly options: SocketOptions
  readonly listener: SocketListener
  readonly requests: { readonly event: UpEvent; readonly payload: unknown }[]
  isClosed: boolean
}

/** Sockets whose relay is the test: it keeps each that is opened. Requests come to what `reply` says. */
export function createScriptedSockets() {
  const sockets: ScriptedSocket[] = []
  let reply: Reply<UpEvent> = { outcome: 'unknown', failure: { kind: 'timeout', message: 'none' } }
  const openSocket: OpenSocket = (options, listener) => {
    const socket: ScriptedSocket = { options, listener, requests: [], isClosed: false }
    sockets.push(socket)
    return {
      request: async (event, payload) => {
        socket.requests.push({ event, payload })
        return reply as Reply<typeof event>
      },
      close: () => {
        socket.isClosed = true
      },
    }
  }
  return {
    openSocket,
    sockets,
    last: (): ScriptedSocket => {
      const socket = sockets.at(-1)
      if (!socket) throw new Error('no socket was opened')
      return socket
    },
    replyWith: (next: Reply<UpEvent>) => {
      reply = next
    },
  }
}
