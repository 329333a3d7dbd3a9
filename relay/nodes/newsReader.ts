import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Clock } from '../../src/shared/model/clock.ts'
import { nodeLimits } from './nodeLimits.ts'
import { type NodeMessage, nodeMessageSchema } from './nodeMessage.ts'

export interface NewsReader {
  /** Begins at the end of the stream; resolves when that is known. */
  readonly start: () => Promise<void>
  readonly isInStep: () => boolean
  readonly stop: () => Promise<void>
}

export interface NewsReaderParts {
  readonly redis: Redis
  readonly stream: string
  readonly nodeId: string
  readonly clock: Clock
  readonly received: (message: NodeMessage, nodeId: string) => void
  readonly heard: (nodeId: string) => void
  /** Called when something may be missing; the reading has then been taken up again. */
  readonly missed: () => void
}

const answerSchema = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.array(z.string())]))])).nullable()
const messagesSchema = z.array(nodeMessageSchema)

/** Reads the stream from where it was, for ever. */
export function createNewsReader(parts: NewsReaderParts): NewsReader {
  const { redis, stream, nodeId, clock } = parts
  const counts = new Map<string, number>()
  let lastId: string | undefined
  let answeredAtMs = Number.NEGATIVE_INFINITY
  let isBroken = false
  let isStopped = false
  let cancelWatch: () => void = () => undefined
  let ended: Promise<void> = Promise.resolve()

  const pause = () => new Promise<void>((resolve) => clock.after(nodeLimits.retryMs, resolve))

  function answered(): void {
    const now = clock.now()
    const wasSilent = answeredAtMs !== Number.NEGATIVE_INFINITY && now - answeredAtMs > nodeLimits.inStepMs
    answeredAtMs = now
    if (!isBroken && !wasSilent) return
    isBroken = false
    parts.missed()
  }

  /** Takes in one batch; says whether one before it is missing. */
  function take(fields: readonly string[]): boolean {
    const field = (name: string) => fields[fields.indexOf(name) + 1] ?? ''
    const from = field('node')
    if (from === nodeId) return false
    const count = Number(field('count'))
    const last = counts.get(from)
    counts.set(from, Math.max(count, last ?? 0))
    const news: unknown = JSON.parse(field('news'))
    const messages = messagesSchema.parse(news)
    if (messages.length === 0) {
      parts.heard(from)
      return last !== undefined && count > last
    }
    // One that was added twice, because the first answer was lost.
    if (last !== undefined && count <= last) return false
    let isIncomplete = last !== undefined && count > last + 1
    for (const message of messages) {
      if (message.kind === 'lost') isIncomplete = true
      else parts.received(message, from)
    }
    return isIncomplete
  }

  async function read(): Promise<void> {
    lastId ??= (await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0'
    const found: unknown = await redis.xread('COUNT', 200, 'BLOCK', nodeLimits.readBlockMs, 'STREAMS', stream, lastId)
    let isIncomplete = false
    for (const [, items] of answerSchema.parse(found) ?? [])
      for (const [id, fields] of items) {
        lastId = id
        isIncomplete = take(fields) || isIncomplete
      }
    answered()
    if (isIncomplete) parts.missed()
  }

  async function readOn(): Promise<void> {
    while (!isStopped) {
      try {
        await read()
      } catch {
        if (isStopped) return
        isBroken = true
        await pause()
      }
    }
  }

  function watch(): void {
    cancelWatch = clock.after(nodeLimits.reconnectMs, watch)
    if (clock.now() - answeredAtMs > nodeLimits.reconnectMs) redis.disconnect(true)
  }

  return {
    start: async () => {
      try {
        await redis.connect()
        lastId = (await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0'
        answeredAtMs = clock.now()
      } catch {
        isBroken = true
      }
      ended = readOn()
      watch()
      if (isBroken) await new Promise<void>(() => undefined)
    },
    isInStep: () => !isBroken && clock.now() - answeredAtMs <= nodeLimits.inStepMs,
    stop: async () => {
      isStopped = true
      cancelWatch()
      redis.disconnect()
      await ended
    },
  }
}
