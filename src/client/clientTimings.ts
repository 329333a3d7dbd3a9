import type { BackOff } from '../shared/model/timing/backOff.ts'

/** Every wait of a client of the relay, in milliseconds. */
export interface ClientTimings {
  /** A request without an answer after this long has an unknown outcome. */
  readonly requestTimeoutMs: number
  /** From the first byte until the relay has let the connection in. */
  readonly connectTimeoutMs: number
  readonly reconnect: BackOff
}

export const clientTimings: ClientTimings = {
  requestTimeoutMs: 15_000,
  connectTimeoutMs: 10_000,
  reconnect: { firstMs: 500, longestMs: 30_000 },
}
