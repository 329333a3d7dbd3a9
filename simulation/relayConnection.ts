import { io } from 'socket.io-client'
import type { z } from 'zod'
import type { Clock } from '../src/shared/model/clock.ts'
import { type Refusal, refuse } from '../src/shared/protocol/acknowledgement.ts'
import { type DownEvent, type DownPayload, down } from '../src/shared/protocol/down.ts'
import { type Handshake, nativeNamespace } from '../src/shared/protocol/handshake.ts'
import type { UpEvent } from '../src/shared/protocol/up.ts'

export interface ConnectionListener {
  readonly opened: () => void
  /** The connection ended, or could not be had; `refusal` is what the relay said to the handshake. Told once. */
  readonly closed: (refusal?: string) => void
  readonly received: DownHandlers
}

type HandledEvent = Exclude<DownEvent, 'watermarks' | 'presence'>
type DownHandlers = { readonly [E in HandledEvent]?: (payload: DownPayload<E>) => void }

/** One connection to the native namespace. It does not reconnect: its owner opens another. */
export interface RelayConnection {
  /** Sends a request and resolves with its acknowledgement, or with a refusal `timeout`, `offline` or `internal`. Never rejects. */
  readonly request: <Ack>(event: UpEvent, payload: object, ackSchema: z.ZodType<Ack>) => Promise<Ack | Refusal>
  readonly close: () => void
}

const requestTimeoutMs = 10_000

/** Opens a WebSocket to `relayUrl`. Frames that break the protocol are dropped; catch-up fetches what was in them. */
export function openRelayConnection(
  relayUrl: string,
  handshake: Handshake,
  clock: Clock,
  listener: ConnectionListener,
): RelayConnection {
  const socket = io(`${relayUrl}${nativeNamespace}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: handshake,
  })
  const pending = new Set<(refusal: Refusal) => void>()
  let ended = false

  const end = (refusal?: string) => {
    if (ended) return
    ended = true
    socket.disconnect()
    for (const settle of pending) settle(refuse('offline', 'The connection to the relay ended before it answered.'))
    pending.clear()
    listener.closed(refusal)
  }

  const listen = <Payload>(event: DownEvent, schema: z.ZodType<Payload>, handle?: (payload: Payload) => void) => {
    if (!handle) return
    socket.on(event, (raw: unknown) => {
      const parsed = schema.safeParse(raw)
      if (parsed.success && !ended) handle(parsed.data)
    })
  }
  const { received } = listener
  listen('log:entries', down['log:entries'], received['log:entries'])
  listen('sessions:changed', down['sessions:changed'], received['sessions:changed'])
  listen('typing', down.typing, received.typing)
  listen('auth:expiring', down['auth:expiring'], received['auth:expiring'])
  listen('server:shutdown', down['server:shutdown'], received['server:shutdown'])
  socket.on('connect', () => listener.opened())
  socket.on('connect_error', (error) => end(error.message))
  socket.on('disconnect', () => end())

  return {
    request: <Ack>(event: UpEvent, payload: object, ackSchema: z.ZodType<Ack>) =>
      new Promise<Ack | Refusal>((resolve) => {
        if (!socket.connected) {
          resolve(refuse('offline', 'There is no connection to the relay.'))
          return
        }
        const settle = (ack: Ack | Refusal) => {
          cancelTimeout()
          pending.delete(settle)
          resolve(ack)
        }
        const cancelTimeout = clock.after(requestTimeoutMs, () =>
          settle(refuse('timeout', 'The relay did not answer in time.')),
        )
        pending.add(settle)
        socket.emit(event, payload, (raw: unknown) => {
          const parsed = ackSchema.safeParse(raw)
          settle(
            parsed.success ? parsed.data : refuse('internal', 'The relay answered in a form that is not the protocol.'),
          )
        })
      }),
    close: () => end(),
  }
}
