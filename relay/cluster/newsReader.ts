import type { Redis } from 'ioredis'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type Batch, parseRecord, readLastId, readRecords, type StreamRecord } from './newsStream.ts'
import { nodeLimits } from './nodeLimits.ts'
import type { NodeMessage } from './nodeMessage.ts'

export interface NewsReader {
  /** Begins at the end of the stream; resolves when that is known. */
  readonly start: () => Promise<void>
  readonly isSynced: () => boolean
  readonly stop: () => void
}

export interface NewsReaderParts {
  /** For this alone: it waits. */
  readonly redis: Redis
  readonly stream: string
  readonly nodeId: string
  readonly clock: Clock
  readonly received: (message: NodeMessage, nodeId: string) => void
  readonly heard: (nodeId: string) => void
  /** Called when something may be missing; the reading has then been taken up again. */
  readonly missed: () => void
  /** There is something in the stream that no node of this version writes. */
  readonly unreadable: (nodeId: string) => void
}

/** Reads the stream from where it was, and knows what of it this node has had. */
export function createNewsReader(parts: NewsReaderParts): NewsReader {
  const { redis, stream, nodeId, clock } = parts
  const counts = new Map<string, number>()
  const known = Promise.withResolvers<void>()
  /** Of the last record that was taken in; at first, of the end of the stream when this node began. */
  let lastId: string | undefined
  let answeredAtMs = Number.NEGATIVE_INFINITY
  let isBroken = false
  let isStopped = false
  let cancelWatch: () => void = () => undefined

  const pause = () => new Promise<void>((resolve) => clock.after(nodeLimits.retryMs, resolve))

  /** Records a response of Redis, which has been taken in. */
  function answered(): void {
    const now = clock.now()
    const wasSilent = answeredAtMs !== Number.NEGATIVE_INFINITY && now - answeredAtMs > nodeLimits.inStepMs
    answeredAtMs = now
    if (!isBroken && !wasSilent) return
    isBroken = false
    parts.missed()
  }

  async function readOnce(): Promise<void> {
    lastId ??= await readLastId(redis, stream)
    known.resolve()
    if (answeredAtMs === Number.NEGATIVE_INFINITY) answeredAtMs = clock.now()
    const records = await readRecords(redis, stream, lastId)
    if (isStopped) return
    for (const record of records) {
      lastId = record.id
      takeRecord(record)
    }
    answered()
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      try {
        await readOnce()
      } catch {
        isBroken = true
        if (!isStopped) await pause()
      }
    }
  }

  /** Takes a record in; nothing that is thrown ends the reading. */
  function takeRecord(record: StreamRecord): void {
    try {
      take(parseRecord(record))
    } catch {
      parts.unreadable(record.nodeId)
    }
  }

  function take({ nodeId: from, count, messages }: Batch): void {
    if (from === nodeId) return
    const last = counts.get(from)
    counts.set(from, Math.max(count, last ?? 0))
    if (messages.length === 0) {
      parts.heard(from)
      if (last !== undefined && count > last) parts.missed()
      return
    }
    // One that was added twice, because the first answer was lost.
    if (last !== undefined && count <= last) return
    for (const message of messages) if (message.kind !== 'lost') parts.received(message, from)
    const hasGap = last !== undefined && count > last + 1
    if (hasGap || messages.some(({ kind }) => kind === 'lost')) parts.missed()
  }

  function watch(): void {
    cancelWatch = clock.after(nodeLimits.reconnectMs, watch)
    if (clock.now() - answeredAtMs > nodeLimits.reconnectMs) redis.disconnect(true)
  }

  return {
    start: async () => {
      await redis.connect().catch(() => {
        isBroken = true
      })
      // First, as it connects anew while nothing was answered: where the stream ends is asked on the connection that stays.
      watch()
      void readOn()
      await known.promise
    },
    isSynced: () => !isBroken && clock.now() - answeredAtMs <= nodeLimits.inStepMs,
    stop: () => {
      isStopped = true
      cancelWatch()
      redis.disconnect()
    },
  }
}
