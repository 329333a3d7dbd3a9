import type { Redis } from 'ioredis'
import { z } from 'zod'
import { nodeLimits } from '../nodeLimits.ts'
import { type NodeMessage, nodeMessageSchema } from '../nodeMessage.ts'
import { withSentNames } from '../wireNames.ts'

/** Messages that a node adds to the stream at a time. */
export interface Batch {
  readonly nodeId: string
  /** Number of the batch among those of its node, by which a reader notices repeats and gaps. */
  readonly count: number
  /** None in a heartbeat. */
  readonly messages: readonly NodeMessage[]
}

/** A batch as the stream holds it, not yet parsed. */
export interface StreamRecord {
  /** Its position: reading goes on after it. */
  readonly id: string
  readonly nodeId: string
  readonly data: string
}

/**
 * Every record is in the form of a broadcast of Socket.IO's adapter for Redis streams, which wrote it before: nodes of both versions
 * read each other while an installation is updated.
 */
const namespace = '/nodes'
const broadcastType = '3'
const eventName = 'news'

const broadcastSchema = z.object({
  packet: z.object({
    data: z.tuple([z.literal(eventName), z.object({ count: z.int().min(0), messages: z.array(nodeMessageSchema) })]),
  }),
})

/** Adds a batch at the end of the stream; rejects when Redis has not stored it, or has not confirmed it. */
export async function addBatch(redis: Redis, stream: string, { nodeId, count, messages }: Batch): Promise<void> {
  const content = { count, messages: messages.map(withSentNames) }
  const data = JSON.stringify({ packet: { data: [eventName, content] }, opts: { rooms: [], except: [], flags: {} } })
  const fields = ['uid', nodeId, 'nsp', namespace, 'type', broadcastType, 'data', data]
  await redis.xadd(stream, 'MAXLEN', '~', nodeLimits.keptBatches, '*', ...fields)
}

/** Returns the id of the last record; of an empty stream, the id before all. */
export async function readLastId(redis: Redis, stream: string): Promise<string> {
  return (await redis.xrevrange(stream, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0'
}

/** Returns the records after an id, in order; waits a moment for the first, and returns none when none came. */
export async function readRecords(redis: Redis, stream: string, after: string): Promise<readonly StreamRecord[]> {
  const { batchesPerRead, readBlockMs } = nodeLimits
  const response = await redis.xread('COUNT', batchesPerRead, 'BLOCK', readBlockMs, 'STREAMS', stream, after)
  return (response?.[0]?.[1] ?? []).map(([id, fields]) => ({
    id,
    nodeId: fieldOf(fields, 'uid'),
    data: fieldOf(fields, 'data'),
  }))
}

/** Returns the batch of a record; throws when no node of this version has written it. */
export function parseRecord({ nodeId, data }: StreamRecord): Batch {
  const broadcast: unknown = JSON.parse(data)
  return { nodeId, ...broadcastSchema.parse(broadcast).packet.data[1] }
}

/** Fields of a record are listed as name, value, name, value. */
function fieldOf(fields: readonly string[], name: string): string {
  const at = fields.findIndex((field, index) => index % 2 === 0 && field === name)
  return (at < 0 ? undefined : fields[at + 1]) ?? ''
}
