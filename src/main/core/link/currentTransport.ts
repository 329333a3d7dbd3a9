import type { DownEvent, DownPayload } from '../../../shared/protocol/down.ts'
import { createFeed } from '../runtime/feed.ts'
import type { Log } from '../runtime/log.ts'
import type { Transport } from './transport.ts'

/**
 * Fault that a user of the transport has found: the relay refused its token, or something that is lacking could not be fetched.
 */
export type TransportReport = 'tokenRefused' | 'interrupted'

/** Transport of the moment, the one place that knows it: a socket, REST, or null while there is none. */
export interface CurrentTransport {
  readonly current: () => Transport | null
  /** Calls `listener` with each other transport from now on, in the order of subscribing. */
  readonly subscribe: (listener: (transport: Transport | null) => void) => void
  /** Replaces the transport. Setting the same one again calls nobody. */
  readonly set: (next: Transport | null) => void
  /** Reports to whoever keeps the connection. */
  readonly report: (found: TransportReport) => void
  readonly onReport: (listener: (found: TransportReport) => void) => void
}

/** Handlers of the relay's events; one that returns false could not store its event, which has to be fetched again. */
export type OnReceived = { readonly [E in DownEvent]?: (payload: DownPayloads[E]) => boolean }
export type DownPayloads = { readonly [E in DownEvent]: DownPayload<E> }

/** Creates the holder of one account's transport; at first there is none. */
export function createCurrentTransport(log: Log): CurrentTransport {
  const transports = createFeed<Transport | null>(log, () => 'transport')
  const reports = createFeed<TransportReport>(log, (found) => found)
  let current: Transport | null = null

  return {
    current: () => current,
    subscribe: transports.subscribe,
    set: (next) => {
      if (next === current) return
      current = next
      transports.publish(next)
    },
    report: reports.publish,
    onReport: reports.subscribe,
  }
}
