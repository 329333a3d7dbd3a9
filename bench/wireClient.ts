import { type RawData, WebSocket } from 'ws'

/** A connection that speaks Socket.IO over a WebSocket by itself: of a client library thousands would be what is measured. */
export interface WireClient {
  /** Sends an event and resolves with its acknowledgement. Rejects when the connection ends before. */
  readonly request: (event: string, payload: object) => Promise<unknown>
  /** Reads no more: what the server sends from now on stays on the line. */
  readonly pause: () => void
  /** Ends it at once, without a word. */
  readonly end: () => void
}

export interface WireListener {
  readonly received?: (event: string, payload: unknown) => void
  readonly ended?: () => void
}

export interface WireAddress {
  readonly url: string
  readonly namespace: string
  /** Payload with which the namespace is asked for. */
  readonly auth: object
  /** Time to wait for the namespace, in ms. */
  readonly timeoutMs?: number
}

/** Refusal of a connection by a server: the HTTP status, or the message of Socket.IO's refusal. */
export class RefusedError extends Error {}

/** Opens one. Rejects with `RefusedError` when the server does not want it, and with what went wrong when there is none in time. */
export function openWireClient(
  { url, namespace, auth, timeoutMs = 60_000 }: WireAddress,
  listener: WireListener = {},
): Promise<WireClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
    perMessageDeflate: false,
  })
  const place = namespace === '/' ? '' : `${namespace},`
  const giveUp = setTimeout(() => socket.terminate(), timeoutMs)
  const unanswered = new Map<number, PromiseWithResolvers<unknown>>()
  const opened = Promise.withResolvers<WireClient>()
  let requests = 0

  const client: WireClient = {
    request: (event, payload) => {
      const answer = Promise.withResolvers<unknown>()
      requests += 1
      unanswered.set(requests, answer)
      socket.send(`42${place}${requests}${JSON.stringify([event, payload])}`)
      return answer.promise
    },
    pause: () => socket.pause(),
    end: () => socket.terminate(),
  }

  /** A packet of Socket.IO in one of Engine.IO: a digit each, the namespace, the number of a request, JSON. */
  function take(packet: string): void {
    const kind = packet.slice(0, 2)
    if (packet === '2') socket.send('3')
    else if (packet.startsWith('0')) socket.send(`40${place}${JSON.stringify(auth)}`)
    else if (kind === '40') {
      clearTimeout(giveUp)
      opened.resolve(client)
    } else if (kind === '41') socket.terminate()
    else if (kind === '44') {
      opened.reject(new RefusedError(packet.slice(2 + place.length)))
      socket.terminate()
    } else if (kind === '42') {
      const [event, payload]: unknown[] = JSON.parse(packet.slice(2 + place.length))
      listener.received?.(String(event), payload)
    } else if (kind === '43') {
      const json = packet.indexOf('[')
      const id = Number(packet.slice(2 + place.length, json))
      unanswered.get(id)?.resolve(JSON.parse(packet.slice(json))[0])
      unanswered.delete(id)
    }
  }

  socket.on('message', (data: RawData) => take(String(data)))
  socket.on('unexpected-response', (_, response) => {
    opened.reject(new RefusedError(String(response.statusCode)))
    socket.terminate()
  })
  socket.on('error', opened.reject)
  socket.on('close', () => {
    clearTimeout(giveUp)
    const ended = new Error('the connection has ended')
    opened.reject(ended)
    for (const { reject } of unanswered.values()) reject(ended)
    unanswered.clear()
    listener.ended?.()
  })
  return opened.promise
}
