import type { SendRequest } from '../../../client/relaySocket.ts'

/** A way to the relay that can carry requests: a socket, or REST. Never rejects. */
export interface RelayLine {
  readonly via: 'socket' | 'rest'
  readonly request: SendRequest
}

/** The line over REST: always there, whether or not anything answers. */
export interface RestLine extends RelayLine {
  /** Ends every request under way as `unknown`. */
  readonly giveUp: () => void
}
