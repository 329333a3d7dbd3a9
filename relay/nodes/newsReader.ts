import type { Redis } from 'ioredis'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { Batch } from './newsStream.ts'
import { nodeLimits } from './nodeLimits.ts'
import type { NodeMessage } from './nodeMessage.ts'

export interface NewsReader {
  /** Begins at the end of the stream; resolves when that is known. */
  readonly start: () => Promise<void>
  /** What comes after an id, as `XREAD` gives it, asked for until Redis answers; `null` when nothing came, and once stopped. */
  readonly read: (after: string) => Promise<unknown>
  readonly take: (batch: Batch) => void
  readonly isInStep: () => boolean
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
}

/** Reads the stream from where it was, and knows what of it this node has had. */
export function createNewsReader(parts: NewsReaderParts): NewsReader {
  const { redis, stream, nodeId, clock } = parts
  const counts = new Map<string, number>()
  const begun = Promise.withResolvers<void>()
  const known = Promise.withResolvers<void>()
  /** The end of the stream when this node began. */
  let firstId: string | undefined
  let answeredAtMs = Number.NEGATIVE_INFINITY
  let hasAnswer = false
  let isBroken = false
  let isStopped = false
  let cancelWatch: () => void = () => undefined

  const pause = () => new Promise<void>((resolve) => clock.after(nodeLimits.retryMs, resolve))

  /** What was answered before has been taken in. */
  function answered(): void {
    const now = clock.now()
    const wasSilent = answeredAtMs !== Number.NEGATIVE_INFINITY && now - answeredAtMs > nodeLimits.inStepMs
    answeredAtMs = now
    if (!isBroken && !wasSilent) return
    isBroken = false
    parts.missed()
  }

  async function readOnce(after: string): Promise<unknown> {
    firstId ??= (await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0'
    known.resolve()
    if (answeredAtMs === Number.NEGATIVE_INFINITY) answeredAtMs = clock.now()
    // `$` is what is last when Redis begins to wait: what came between two readings would be passed over.
    const from = after === '$' ? firstId : after
    return redis.xread(
      ...(['COUNT', nodeLimits.batchesPerRead, 'BLOCK', nodeLimits.readBlockMs, 'STREAMS', stream, from] as const),
    )
  }

  async function read(after: string): Promise<unknown> {
    await begun.promise
    if (hasAnswer) answered()
    while (!isStopped) {
      try {
        const answer = await readOnce(after)
        hasAnswer = true
        return answer
      } catch {
        isBroken = true
        if (!isStopped) await pause()
      }
    }
    return null
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
      begun.resolve()
      watch()
      await known.promise
    },
    read,
    take,
    isInStep: () => !isBroken && clock.now() - answeredAtMs <= nodeLimits.inStepMs,
    stop: () => {
      isStopped = true
      begun.resolve()
      cancelWatch()
      redis.disconnect()
    },
  }
}
