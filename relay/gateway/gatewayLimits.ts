/** The limits of a connection that the other side is not told of. */
export const gatewayLimits = {
  /** What may wait for one connection that does not read, in bytes. Beyond it the connection is ended; it catches up later. */
  unsentBytes: 4 * 1024 * 1024,
  /** Frames in one request of the polling transport: all of them are dealt with in one turn of the event loop. */
  framesPerPost: 1_000,
  /** Requests of one connection that wait for their answers; further ones are refused until there are less. */
  unansweredRequests: 1_000,
  /** How long connections that are ended, and those of a stopping node, may take to take their last frames. */
  closeWaitMs: 2_000,
  /** What `server:shutdown` asks clients to wait before they connect again. */
  reconnectAfterMs: 1_000,
  /** The longest delay that timers of the platform take. */
  longestTimerMs: 2 ** 31 - 1,
} as const
