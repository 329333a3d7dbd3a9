import type { Redis } from 'ioredis'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { nodeLimits } from '../nodeLimits.ts'
import type { NodeMessage } from '../nodeMessage.ts'
import { parseRecord, readLastId, readRecords, type StreamRecord } from './clusterStream.ts'
import { createReceivedBatches } from './receivedBatches.ts'

export interface StreamReader {
  /** Begins at the end of the stream; resolves when that is known. */
  readonly start: () => Promise<void>
  readonly isSynced: () => boolean
  readonly stop: () => void
}

export interface StreamReaderParts {
  /** For this alone: it blocks. */
  readonly redis: Redis
  readonly stream: string
  readonly nodeId: string
  readonly clock: Clock
  readonly received: (message: NodeMessage, nodeId: string) => void
  /** Another node has sent a heartbeat. */
  readonly alive: (nodeId: string) => void
  /** Messages may be missing; the reading has then been taken up again. */
  readonly missed: () => void
  /** The stream holds something that no node of this version writes. */
  readonly unreadable: (nodeId: string) => void
}

/** Reads the stream from the last record on that was received. */
export function createStreamReader(parts: StreamReaderParts): StreamReader {
  const { redis, stream, clock } = parts
  const receiveRecord = createRecordReceiver(parts)
  const positioned = Promise.withResolvers<void>()
  /** Of the last record that was received; at first, of the end of the stream when this node began. */
  let lastId: string | undefined
  let respondedAtMs = Number.NEGATIVE_INFINITY
  let isBroken = false
  let isStopped = false
  let cancelWatch: () => void = () => undefined

  /** Notes a response of Redis whose records have been received. */
  function responded(): void {
    const now = clock.steady()
    const wasSilent = respondedAtMs !== Number.NEGATIVE_INFINITY && now - respondedAtMs > nodeLimits.syncedForMs
    respondedAtMs = now
    if (!isBroken && !wasSilent) return
    isBroken = false
    parts.missed()
  }

  async function readOnce(): Promise<void> {
    if (lastId === undefined) {
      lastId = await readLastId(redis, stream)
      // Everything from here on will be read, so this node is synced before anything is said on the stream.
      responded()
      positioned.resolve()
    }
    const records = await readRecords(redis, stream, lastId)
    if (isStopped) return
    for (const record of records) {
      lastId = record.id
      receiveRecord(record)
    }
    responded()
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      try {
        await readOnce()
      } catch {
        isBroken = true
        if (!isStopped) await new Promise<void>((resolve) => clock.after(nodeLimits.retryMs, resolve))
      }
    }
  }

  function watch(): void {
    cancelWatch = clock.after(nodeLimits.reconnectMs, () => {
      if (clock.steady() - respondedAtMs > nodeLimits.reconnectMs) redis.disconnect(true)
      watch()
    })
  }

  return {
    start: async () => {
      await redis.connect().catch(() => {
        isBroken = true
      })
      watch()
      void readOn()
      await positioned.promise
    },
    isSynced: () => !isBroken && clock.steady() - respondedAtMs <= nodeLimits.syncedForMs,
    stop: () => {
      isStopped = true
      cancelWatch()
      redis.disconnect()
    },
  }
}

/** Passes the messages of each record on; nothing that is thrown ends the reading. */
function createRecordReceiver(
  parts: Pick<StreamReaderParts, 'nodeId' | 'received' | 'alive' | 'missed' | 'unreadable'>,
): (record: StreamRecord) => void {
  const batches = createReceivedBatches()

  function receive(record: StreamRecord): void {
    const batch = parseRecord(record)
    const { nodeId: from, messages } = batch
    if (from === parts.nodeId) return
    const position = batches.receive(batch)
    if (messages.length === 0) parts.alive(from)
    // A batch that was added twice, because the first response was lost.
    else if (position === 'repeated') return
    for (const message of messages) if (message.kind !== 'lost') parts.received(message, from)
    if (position === 'gap' || messages.some(({ kind }) => kind === 'lost')) parts.missed()
  }

  return (record) => {
    try {
      receive(record)
    } catch {
      parts.unreadable(record.nodeId)
    }
  }
}
