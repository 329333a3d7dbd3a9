import { io } from 'socket.io-client'
import type { Clock } from '../shared/model/timing/clock.ts'
import { type DownEvent, down } from '../shared/protocol/down.ts'
import type { Handshake } from '../shared/protocol/handshake.ts'
import { nativeSocketAt } from '../shared/protocol/relayAddress.ts'
import type { ClientTimings } from './clientTimings.ts'
import { createPendingRequests } from './pendingRequests.ts'
import type { ReceivedEvent, RelaySocket, SocketEnd, SocketListener } from './relaySocket.ts'

export interface SocketOptions {
  readonly relayUrl: string
  readonly handshake: Handshake
  /** Begins by polling, where a WebSocket did not come to anything. Each is tried when the other cannot be had. */
  readonly pollsFirst: boolean
  readonly clock: Pick<Clock, 'after'>
  readonly timings: Pick<ClientTimings, 'requestTimeoutMs' | 'connectTimeoutMs'>
}

export type OpenSocket = (options: SocketOptions, listener: SocketListener) => RelaySocket

/**
 * Opens a socket of the native protocol. Everything that comes in is checked against the protocol: an event that does not fit is
 * dropped, and an answer that does not fit counts as none.
 */
export const openSocket: OpenSocket = ({ relayUrl, handshake, pollsFirst, clock, timings }, listener) => {
  const { url, path } = nativeSocketAt(relayUrl)
  const socket = io(url, {
    path,
    auth: handshake,
    forceNew: true,
    reconnection: false,
    transports: pollsFirst ? ['polling', 'websocket'] : ['websocket', 'polling'],
    tryAllTransports: true,
    autoConnect: false,
  })
  const requests = createPendingRequests({
    emit: (event, payload, acknowledged) => socket.emit(event, payload, acknowledged),
    clock,
    timeoutMs: timings.requestTimeoutMs,
    invalid: (name) => listener.invalid({ kind: 'answer', name }),
  })
  let isOver = false
  const cancelTimeout = clock.after(timings.connectTimeoutMs, () => end({ outcome: 'unanswered' }))

  function close(): void {
    isOver = true
    cancelTimeout()
    socket.disconnect()
    requests.giveUp()
  }

  function end(why: SocketEnd): void {
    if (isOver) return
    close()
    listener.ended(why)
  }

  socket.on('connect', () => {
    cancelTimeout()
    listener.opened()
  })
  socket.on('connect_error', ({ message }) => end({ outcome: 'refused', message }))
  socket.on('disconnect', (reason) => end({ outcome: 'lost', reason }))
  socket.onAny((name: string, payload: unknown) => {
    if (isOver) return
    const event = parseEvent(name, payload)
    if (event) listener.received(event)
    else listener.invalid({ kind: 'event', name: isDownEvent(name) ? name : 'unknown' })
  })
  socket.connect()
  return { request: requests.request, close }
}

function isDownEvent(name: string): name is DownEvent {
  return Object.hasOwn(down, name)
}

function parseEvent(name: string, payload: unknown): ReceivedEvent | undefined {
  if (!isDownEvent(name)) return undefined
  const parsed = down[name].safeParse(payload)
  return parsed.success ? ({ name, payload: parsed.data } as ReceivedEvent) : undefined
}
