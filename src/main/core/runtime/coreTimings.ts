import { type ClientTimings, clientTimings } from '../../../client/clientTimings.ts'
import type { BackOff } from '../../../shared/model/timing/backOff.ts'

/** Every wait of the core, in milliseconds. */
export interface CoreTimings extends ClientTimings {
  /** A socket on which nothing comes is asked for a sign of life this often; two that are missing are reported. */
  readonly beatEveryMs: number
  /** Between attempts to send the messages of one session while there is a transport. */
  readonly resend: BackOff
  /** A draft that is being written goes to the relay this often. */
  readonly draftRestMs: number
  /** Interval at which to send and fetch over REST without a socket. */
  readonly pollEveryMs: number
  /** Interval at which to check over REST that the socket has left nothing out. */
  readonly checkEveryMs: number
}

export const coreTimings: CoreTimings = {
  ...clientTimings,
  beatEveryMs: 6_000,
  resend: { firstMs: 500, longestMs: 30_000 },
  draftRestMs: 3_000,
  pollEveryMs: 20_000,
  checkEveryMs: 60_000,
}
