import type { BackOff } from './backOff.ts'

/** Every wait of the core, in milliseconds. */
export interface CoreTimings {
  /** A request without an answer after this long has an unknown outcome. */
  readonly requestTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly reconnect: BackOff
  /** Between attempts to send the messages of one session while the line is there. */
  readonly resend: BackOff
  /** How often to send and fetch over REST without a socket. */
  readonly pollEveryMs: number
  /** How often to check over REST that the socket has left nothing out. */
  readonly checkEveryMs: number
}

export const coreTimings: CoreTimings = {
  requestTimeoutMs: 15_000,
  connectTimeoutMs: 10_000,
  reconnect: { firstMs: 500, longestMs: 30_000 },
  resend: { firstMs: 500, longestMs: 30_000 },
  pollEveryMs: 20_000,
  checkEveryMs: 60_000,
}
