/** Times and sizes of the way between nodes. */
export const nodeLimits = {
  /** A sign of life goes out this often. */
  heartbeatMs: 2_000,
  /** A node that was not heard of for this long may have ended with news that it told nobody: what is stored is read again. */
  nodeSilentMs: 5_000,
  /** A node that was not heard of for this long is taken to have ended, its devices with it. */
  nodeExpiresMs: 10_000,
  /** Time that one reading waits for something new. */
  readBlockMs: 1_000,
  /** Without an answer for this long, this node no longer counts as in step. */
  inStepMs: 3_000,
  /** Without an answer for this long, the connection that reads is made anew. */
  reconnectMs: 15_000,
  /** Pause after a failure. */
  retryMs: 200,
  commandTimeoutMs: 2_000,
  /** Time that the start waits for Redis. */
  startWaitMs: 2_000,
  batchesPerRead: 200,
  /** Batches that the stream keeps. */
  keptBatches: 20_000,
  messagesPerBatch: 500,
  /** Messages that wait for Redis to come back; beyond it they are dropped, and the others told to read again. */
  waitingMessages: 10_000,
  /** Time after the first use at which the uses of limits are sent. */
  tellUsesMs: 200,
  usesPerMessage: 500,
  /** Time that a later entry waits for one before it that is still on its way. */
  gapWaitMs: 200,
  /** A longer gap is not filled from here: the clients fetch it. */
  longestFill: 1_000,
} as const
