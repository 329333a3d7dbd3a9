import type { DownEvent, DownPayload } from '../shared/protocol/down.ts'
import type { UpEvent, UpPayload } from '../shared/protocol/up.ts'
import type { Reply } from './reply.ts'

/** Makes a request of the native protocol. Never rejects. */
export type SendRequest = <E extends UpEvent>(event: E, payload: UpPayload<E>) => Promise<Reply<E>>

/** One connection to the relay, from its handshake to its end. It does not reconnect: its owner opens another. */
export interface RelaySocket {
  /** A request that the connection does not outlive, or that is not answered in time, ends as `unknown`. */
  readonly request: SendRequest
  /** Ends the connection. Its listener is not called any more. */
  readonly close: () => void
}

/** One event from the relay, checked against the protocol. */
export type ReceivedEvent = { [E in DownEvent]: { readonly name: E; readonly payload: DownPayload<E> } }[DownEvent]

/**
 * Frame from the relay that does not fit the protocol; `unknown` stands for every name that the protocol does not have.
 */
export type InvalidFrame =
  | { readonly kind: 'event'; readonly name: DownEvent | 'unknown' }
  | { readonly kind: 'answer'; readonly name: UpEvent }

/**
 * End of a connection. `refused`: the handshake did not succeed; `message` is the one of `connect_error`, the relay's own or the
 * transport's. `unanswered`: nobody completed the handshake in time. `lost`: it had been open; `reason` is Socket.IO's.
 */
export type SocketEnd =
  | { readonly outcome: 'refused'; readonly message: string }
  | { readonly outcome: 'unanswered' }
  | { readonly outcome: 'lost'; readonly reason: string }

export interface SocketListener {
  readonly opened: () => void
  /** Called once, and nothing after it. */
  readonly ended: (end: SocketEnd) => void
  readonly received: (event: ReceivedEvent) => void
  /** A frame was dropped; an answer that is not valid counts as none. */
  readonly invalid: (frame: InvalidFrame) => void
}
