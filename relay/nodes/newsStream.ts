import { createAdapter } from '@socket.io/redis-streams-adapter'
import type { Redis } from 'ioredis'
import { Server } from 'socket.io'
import { MessageType } from 'socket.io-adapter'
import { z } from 'zod'
import { nodeLimits } from './nodeLimits.ts'
import { type NodeMessage, nodeMessageSchema } from './nodeMessage.ts'

/** What a node adds to the stream at a time. */
export interface Batch {
  readonly nodeId: string
  /** Counts the batches of a node: a reader knows by it what it has had, and what it lacks. */
  readonly count: number
  /** Of a sign of life, none. */
  readonly messages: readonly NodeMessage[]
}

export interface NewsStream {
  /** Rejects when Redis has not taken the batch, or has not said so. */
  readonly add: (batch: Batch) => Promise<void>
  readonly stop: () => void
}

export interface NewsStreamParts {
  /** Adds. */
  readonly redis: Redis
  readonly name: string
  /**
   * Waits for what comes after an id, in the form of `XREAD`. The adapter asks for ever, and at once: this must settle its own
   * failures, and may answer `null`.
   */
  readonly read: (after: string) => Promise<unknown>
  readonly received: (batch: Batch) => void
  /** There is something in the stream that no node of this version writes. */
  readonly unreadable: (nodeId: string) => void
}

/** Nobody can connect to it: its server listens nowhere. */
const namespace = '/nodes'
const eventName = 'news'

const broadcastSchema = z.object({
  packet: z.object({
    data: z.tuple([z.literal(eventName), z.object({ count: z.int().min(0), messages: z.array(nodeMessageSchema) })]),
  }),
})

/**
 * The stream of all nodes, in the form in which Socket.IO's adapter for Redis streams writes and reads it: every batch is a
 * broadcast to a namespace of the nodes' own. Nothing is sent over Pub/Sub, so nothing is subscribed to.
 */
export function openNewsStream(parts: NewsStreamParts): NewsStream {
  const { redis, name } = parts
  // The part of a client that the adapter uses.
  const client = {
    options: {},
    xadd: (fields: (string | number)[]) => redis.call('XADD', ...fields),
    duplicate: () => ({
      on: () => undefined,
      subscribe: () => undefined,
      xread: (...asked: unknown[]) => parts.read(String(asked.at(-1))),
      disconnect: () => undefined,
    }),
  }
  const adapter = createAdapter(client, {
    streamName: name,
    maxLen: nodeLimits.keptBatches,
    readCount: nodeLimits.batchesPerRead,
    blockTimeInMs: nodeLimits.readBlockMs,
    onlyPlaintext: true,
  })(new Server().of(namespace))
  // What is thrown here, the adapter would read again for ever.
  adapter.onRawMessage = ({ uid, data }) => {
    try {
      parts.received({ nodeId: uid, ...newsOf(data) })
    } catch {
      parts.unreadable(uid)
    }
  }

  return {
    add: async ({ nodeId, ...news }) => {
      await adapter.doPublish({
        uid: nodeId,
        nsp: namespace,
        type: MessageType.BROADCAST,
        data: { packet: { data: [eventName, news] }, opts: { rooms: [], except: [], flags: {} } },
      })
    },
    stop: () => adapter.close(),
  }
}

function newsOf(data: string | undefined) {
  const broadcast: unknown = JSON.parse(data ?? '')
  return broadcastSchema.parse(broadcast).packet.data[1]
}
