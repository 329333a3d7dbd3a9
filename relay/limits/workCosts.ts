/**
 * Costs of requests that read or begin an upload, in points of about ten microseconds of a processor: finding a row, making it
 * into an answer and sending it. Part of a cost is known before, the rest when there is the answer.
 */
export const workCosts = {
  /** So much is begun in one turn of the event loop, about a millisecond; what costs as much has a turn of its own. */
  turn: 100,
  /** Things that are under way for one user at once, and that may wait for those; further ones are refused. */
  atOnce: 4,
  /** Points of a user that are gathered before they are counted, and of how many users at the most. */
  countedAtOnce: 20,
  uncountedUsers: 10_000,
  waiting: 2_000,
  /**
   * Time for which a user rests after something that had a turn of its own, in ms for each point: four times as long as it took.
   */
  restMsOfPoint: 0.04,
  /** Any request that reads all sessions of the principal, whatever comes of it. */
  allSessions: 100,
  /** A session with its participants and watermarks. */
  session: 3,
  /** A session that is looked at to find others: whether its people or its time are meant. */
  sessionLookedAt: 2,
  /** A session that was looked at, by indexes alone, to learn whether it is listed and has changed. */
  listed: 0.25,
  /** A count of unread messages, by an index alone. */
  sessionCounted: 1,
  /** An entry of a log. */
  entry: 1,
  /** A page of a history, whose messages come with what was said of them. */
  page: 25,
  message: 2,
  cursor: 1,
  /** A receipt: it is stored with others', and sent to everyone in the session. */
  mark: 2,
  /** A message that is looked for by its id. */
  soughtMessage: 1,
  /** Someone whose presence is asked for, of those with whom the principal shares a session. */
  watched: 1,
  notifications: 20,
  /** The version of the clinic's rules, which is hardly ever another. */
  clinicLookedAt: 3,
  /** An upload that is begun or discarded: a commit, in a turn of its own. */
  upload: 100,
} as const
