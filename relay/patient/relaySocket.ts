import { io } from 'socket.io-client'
import { z } from 'zod'
import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError } from '../../src/shared/model/failure.ts'
import type { DeviceId } from '../../src/shared/model/ids.ts'
import { refusalToFailure } from '../../src/shared/protocol/acknowledgement.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { type UpAnswer, type UpEvent, type UpPayload, up } from '../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'

/** What the page listens to; everything else that comes down is not for it. */
const receivedSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('log:entries'), payload: down['log:entries'] }),
  z.object({ event: z.literal('watermarks'), payload: down.watermarks }),
  z.object({ event: z.literal('sessions:changed'), payload: down['sessions:changed'] }),
  z.object({ event: z.literal('typing'), payload: down.typing }),
  z.object({ event: z.literal('auth:expiring'), payload: down['auth:expiring'] }),
])
export type Received = z.infer<typeof receivedSchema>

export interface SocketListener {
  readonly opened: (socket: RelaySocket) => void
  readonly received: (what: Received) => void
  /** It is over, whether it had opened or not. `reason` is the relay's own word, or Socket.IO's. */
  readonly closed: (reason: string) => void
}

/** One connection to the relay, from its handshake to its end; it does not come back by itself. */
export interface RelaySocket {
  /** Rejects with a `FailureError`: the relay's refusal, or `offline` or `timeout` when there was no answer. */
  readonly request: <E extends UpEvent>(event: E, payload: UpPayload<E>) => Promise<UpAnswer<E>>
  readonly close: () => void
}

const requestTimeoutMs = 15_000
const connectTimeoutMs = 8_000

/** Connects by WebSocket, or by polling where there is none. What comes in is held to the protocol, or let go. */
export function openRelaySocket(
  {
    base,
    token,
    deviceId,
    pollsFirst,
    clock,
  }: {
    readonly base: URL
    readonly token: string
    readonly deviceId: DeviceId
    /** Begins without a WebSocket, where the last one did not come to anything. */
    readonly pollsFirst: boolean
    readonly clock: Clock
  },
  listener: SocketListener,
): RelaySocket {
  const socket = io(new URL(nativeNamespace, base.origin).href, {
    path: new URL('socket.io', base).pathname,
    auth: { token, protocol: protocolVersion, device: { id: deviceId, name: 'Patient page' } },
    forceNew: true,
    reconnection: false,
    transports: pollsFirst ? ['polling', 'websocket'] : ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: connectTimeoutMs,
    autoConnect: false,
  })
  const unanswered = new Set<() => void>()
  let isOver = false

  function end(reason: string): void {
    if (isOver) return
    isOver = true
    socket.disconnect()
    for (const giveUp of [...unanswered]) giveUp()
    listener.closed(reason)
  }

  function request<E extends UpEvent>(event: E, payload: UpPayload<E>): Promise<UpAnswer<E>> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        cancelTimeout()
        unanswered.delete(giveUp)
        settle()
      }
      const giveUp = () => finish(() => reject(new FailureError('offline', 'The connection was lost.')))
      const cancelTimeout = clock.after(requestTimeoutMs, () =>
        finish(() => reject(new FailureError('timeout', 'The relay did not answer in time.'))),
      )
      if (isOver) return giveUp()
      unanswered.add(giveUp)
      socket.emit(event, payload, (answer: unknown) =>
        finish(() => {
          const parsed = up[event].ack.safeParse(answer)
          if (!parsed.success) reject(new FailureError('internal', 'The relay gave an answer that is not valid.'))
          else if (parsed.data.success) resolve(parsed.data as UpAnswer<E>)
          else reject(new FailureError(refusalToFailure(parsed.data).kind, parsed.data.error))
        }),
      )
    })
  }

  const self: RelaySocket = { request, close: () => end('closed here') }
  socket.on('connect', () => listener.opened(self))
  socket.on('connect_error', (error) => end(error.message))
  socket.on('disconnect', (reason) => end(reason))
  socket.onAny((name: string, payload: unknown) => {
    const received = receivedSchema.safeParse({ event: name, payload })
    if (received.success && !isOver) listener.received(received.data)
  })
  socket.connect()
  return self
}
