/** Limits of a connection that the protocol does not state. */
export const connectionLimits = {
  /**
   * Most bytes that may wait for one connection that does not read. Beyond it the connection is ended; it catches up later.
   */
  unsentBytes: 4 * 1024 * 1024,
  /** Frames in one request of the polling transport: all of them are dealt with in one turn of the event loop. */
  framesPerPost: 1_000,
  /**
   * Bytes that are taken of one WebSocket in a turn of the event loop, of which every frame is as good as `bytesOfFrame` more.
   */
  takenBytesPerTurn: 16 * 1024,
  bytesOfFrame: 512,
  /** With so much in one turn, who sends a ping or a pong is ended: some 250 of them, where one in some seconds is usual. */
  controlBytesPerTurn: 128 * 1024,
  /** Requests of one connection that wait for their answers; further ones are refused until there are less. */
  unansweredRequests: 1_000,
  /**
   * Connections of one user to this node, over all protocols. Ten workstations and phones with twenty tabs each; every one of them
   * gets all that is sent to its user, and may leave `unsentBytes` waiting.
   */
  connectionsOfUser: 200,
  /** Time that connections that are ended, and those of a stopping node, may take to take their last frames. */
  closeWaitMs: 2_000,
  /** Time that `server:shutdown` asks clients to wait before they connect again. */
  reconnectAfterMs: 1_000,
  /** The longest delay that timers of the platform take. */
  longestTimerMs: 2 ** 31 - 1,
} as const
