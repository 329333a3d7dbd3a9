/** So many within so many seconds. */
export interface RateLimit {
  readonly points: number
  readonly duration: number
}

/**
 * Limits of the relay on floods, in one place. They are far above what people, and consoles that come back after a day away, do;
 * a whole hospital may stand behind one address. `RATE_LIMIT_FACTOR` multiplies them all.
 */
export const rateLimits = {
  /**
   * Connections that are begun, of any protocol, before anything is known of who begins them: as many as requests, which cost more.
   * When a relay starts again, all of a clinic come back from one address, and those again whom it has kept waiting.
   */
  connectFromAddress: { points: 12_000, duration: 60 },
  /**
   * Frames of one connection, before anything is known of what is in them; see `FrameMeter`. A console that catches up, or that
   * plays recordings at 60 times their speed, sends a few hundred a second.
   */
  framesFromConnection: { points: 20_000, duration: 10 },
  framesFromAddress: { points: 200_000, duration: 10 },
  /** Handshakes with a valid token. */
  connectAsUser: { points: 300, duration: 60 },
  /**
   * Messages, edits, redactions, reactions and changes of sessions, by whatever way they come in. One clinician who answers 57 recorded
   * consultations at 60 times their speed sends 3,311 in 10 s; both sides of them, from one address, 6,429.
   */
  sendAsUser: { points: 4_000, duration: 10 },
  sendFromAddress: { points: 10_000, duration: 10 },
  /** Requests over HTTP, but for `/health`, `/ready` and `/metrics`. */
  requestFromAddress: { points: 12_000, duration: 60 },
  requestAsUser: { points: 3_000, duration: 60 },
  /** The reference, which needs no token: people read it, and programs that are generated from it. */
  documentFromAddress: { points: 600, duration: 60 },
  /**
   * Reading, in points of `workCosts`, over all sockets of a user and over REST: 12 s of a processor in a minute. An
   * administrator's console that is new, of 2,400 sessions and 504,000 entries, takes 560,000; one that comes back takes 5,000.
   */
  workAsUser: { points: 1_200_000, duration: 60 },
  /** Uploads that are begun. */
  uploadAsUser: { points: 100, duration: 60 },
  /**
   * Bytes of files whose uploads are begun, by the size that is announced: four messages of ten of the largest files, or 200
   * photographs of a telephone. A clinician who sends a paper of 2 MiB to each of 50 patients uses a tenth.
   */
  uploadedBytesAsUser: { points: 1024 * 1024 * 1024, duration: 3_600 },
  /** Calls that are begun. */
  callAsUser: { points: 10, duration: 60 },
  callFromAddress: { points: 300, duration: 60 },
  /** Offers, answers and candidates of calls. */
  signalAsUser: { points: 500, duration: 10 },
  /** Notices of one user that they type in one session: each goes to everyone in it. */
  typingInSession: { points: 200, duration: 10 },
  /** Changes of one's own presence: each goes to everyone who shares a session. */
  presenceAsUser: { points: 100, duration: 10 },
} as const satisfies Record<string, RateLimit>

export type RateLimitName = keyof typeof rateLimits
export const rateLimitNames = Object.keys(rateLimits) as RateLimitName[]

/** Limits on what nobody should wait for: where nodes share limits, each counts these by itself and hears of the others later. */
export const perNodeLimits: ReadonlySet<RateLimitName> = new Set([
  'sendAsUser',
  'sendFromAddress',
  'signalAsUser',
  'workAsUser',
])
