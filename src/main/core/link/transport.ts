import type { DownEvent, DownPayload } from '../../../shared/protocol/down.ts'
import { createFeed } from '../runtime/feed.ts'
import type { Log } from '../runtime/log.ts'
import type { RelayLine } from './relayLine.ts'

/**
 * Fault that a user of the line has found: the relay refused its token, or something that is lacking could not be fetched.
 */
export type LineReport = 'tokenRefused' | 'interrupted'

/** The one place that knows the line to the relay: a socket, REST, or null while there is none. */
export interface Transport {
  readonly current: () => RelayLine | null
  /** Calls `listener` with each other line from now on, in the order of subscribing. */
  readonly subscribe: (listener: (line: RelayLine | null) => void) => void
  /** Replaces the line. Setting the same one again tells nobody. */
  readonly set: (line: RelayLine | null) => void
  /** Reports to whoever keeps the line. */
  readonly report: (found: LineReport) => void
  readonly onReport: (listener: (found: LineReport) => void) => void
}

/** Handlers of the relay's events; one that returns false could not store its event, which has to be fetched again. */
export type OnReceived = { readonly [E in DownEvent]?: (payload: DownPayloads[E]) => boolean }
export type DownPayloads = { readonly [E in DownEvent]: DownPayload<E> }

/** Creates the transport of one account, without a line. */
export function createTransport(log: Log): Transport {
  const lines = createFeed<RelayLine | null>(log, () => 'line')
  const reports = createFeed<LineReport>(log, (found) => found)
  let current: RelayLine | null = null

  return {
    current: () => current,
    subscribe: lines.subscribe,
    set: (line) => {
      if (line === current) return
      current = line
      lines.publish(line)
    },
    report: reports.publish,
    onReport: reports.subscribe,
  }
}
