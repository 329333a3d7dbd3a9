import type { SendRequest } from '../../../client/relaySocket.ts'

/** A way to the relay that can carry requests: a socket, or REST. Never rejects. */
export interface Transport {
  readonly via: 'socket' | 'rest'
  readonly request: SendRequest
}

/** Transport over REST: always there, whether or not anything responds. */
export interface RestTransport extends Transport {
  /** Ends every request under way as `unknown`. */
  readonly giveUp: () => void
}
