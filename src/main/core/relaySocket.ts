import type { Failure } from '../../shared/model/failure.ts'
import type { DownEvent, DownPayload } from '../../shared/protocol/down.ts'
import type { Handshake } from '../../shared/protocol/handshake.ts'
import type { UpAnswer, UpEvent, UpPayload } from '../../shared/protocol/up.ts'

/**
 * How a request ended. `answered`: done. `refused`: the relay said no; nothing was stored, unless `failure.kind` is
 * `timeout` or `internal`. `unknown`: no answer; the relay may have done it.
 */
export type Reply<E extends UpEvent> =
  | { readonly outcome: 'answered'; readonly answer: UpAnswer<E> }
  | { readonly outcome: 'refused'; readonly failure: Failure }
  | { readonly outcome: 'unknown'; readonly failure: Failure }

/** A way to the relay that can carry requests: a socket, or REST. Never rejects. */
export interface RelayLine {
  readonly via: 'socket' | 'rest'
  readonly request: <E extends UpEvent>(event: E, payload: UpPayload<E>) => Promise<Reply<E>>
}

/** What a socket tells its owner. Nothing is told after `closed` or `refused`, which end it. */
export interface SocketListener {
  readonly opened: () => void
  /** The relay, or the way to it, refused the connection; `message` is the one of `connect_error`. */
  readonly refused: (message: string) => void
  readonly closed: (reason: string) => void
  readonly received: (event: ReceivedEvent) => void
}

/** One event from the relay, checked against the protocol. */
export type ReceivedEvent = { [E in DownEvent]: { readonly name: E; readonly payload: DownPayload<E> } }[DownEvent]

export interface SocketOptions {
  readonly relayUrl: string
  readonly handshake: Handshake
  /** A request without an answer after this long ends as `unknown`. */
  readonly requestTimeoutMs: number
}

/** One connection. It does not reconnect: its owner makes another. */
export interface RelaySocket extends RelayLine {
  readonly close: () => void
}

export type ConnectSocket = (options: SocketOptions, listener: SocketListener) => RelaySocket
