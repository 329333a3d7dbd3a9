/** Times and sizes of the channel between nodes. */
export const nodeLimits = {
  /** Interval of heartbeats. */
  heartbeatMs: 2_000,
  /** A node that is silent for this long may have ended before it published its last changes: what is stored is read again. */
  nodeSilentMs: 5_000,
  /** A node that is silent for this long is taken to have ended, its devices with it. */
  nodeExpiresMs: 10_000,
  /** Time that one reading waits for something new. */
  readBlockMs: 1_000,
  /** Without a response for this long, this node no longer counts as synced. */
  syncedForMs: 3_000,
  /** Without a response for this long, the connection that reads is made anew. */
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
  /** Messages that wait for Redis to come back; beyond it they are dropped, and the others are sent `lost`. */
  waitingMessages: 10_000,
  /** Time after the first use at which the uses of limits are sent. */
  publishUsesMs: 200,
  usesPerMessage: 500,
  /** Time that a later entry waits for one before it that is still on its way. */
  gapWaitMs: 200,
  /** A longer gap is not filled from here: the clients fetch it. */
  longestFill: 1_000,
} as const
