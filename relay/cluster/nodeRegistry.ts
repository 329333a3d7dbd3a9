import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type RoomOccupancy, roomOccupancySchema } from '../events/relayEvent.ts'
import { nodeLimits } from './nodeLimits.ts'
import { deviceSchema, type NodeMessage, type SharedDevice } from './nodeMessage.ts'

/** What there is on another node, whole, as it was when it was read. */
export interface NodeSnapshot {
  readonly devices: readonly SharedDevice[]
  /** Which rooms of the dialects its connections are in. */
  readonly occupancies: readonly RoomOccupancy[]
  /** The fields of which news has come since: what is read of them is old. */
  readonly superseded: ReadonlySet<string>
}

/** What is there on every node, kept in Redis until the node is no longer heard of; for nodes that start later. */
export interface NodeRegistry {
  /** Takes down what this node tells the others, as far as it is of what there is here. */
  readonly note: (message: NodeMessage) => void
  /** Keeps what is there on this node from expiring. */
  readonly renew: () => void
  /** Writes all of this node again: Redis may have forgotten it. */
  readonly rewrite: () => void
  /** What is there on these other nodes, or on all. Rejects when Redis does not answer. */
  readonly read: (nodeIds?: readonly string[]) => Promise<Map<string, Omit<NodeSnapshot, 'superseded'>>>
  readonly clear: () => Promise<void>
}

/** Under what name a device, and a connection's being in a room, are kept. */
export const deviceField = (connectionId: string) => `device ${connectionId}`
export const occupancyField = (connectionId: string, room: string) => `room ${connectionId} ${room}`

/** The field that a message is about, if it is of what there is on a node. */
export function fieldOf(message: NodeMessage): string | undefined {
  if (message.kind === 'device') return deviceField(message.device.connectionId)
  if (message.kind === 'deviceGone') return deviceField(message.connectionId)
  return message.kind === 'room' ? occupancyField(message.occupancy.connectionId, message.occupancy.room) : undefined
}

const recordSchema = z.union([z.object({ device: deviceSchema }), z.object({ occupancy: roomOccupancySchema })])
type NodeRecord = z.infer<typeof recordSchema>

export function createNodeRegistry(parts: {
  readonly redis: Redis
  readonly keyPrefix: string
  readonly nodeId: string
}): NodeRegistry {
  const { redis, keyPrefix, nodeId } = parts
  const nodesKey = `${keyPrefix}:nodes`
  const keyOf = (of: string) => `${keyPrefix}:node:${of}`
  /** By connection, and within it by field. */
  const own = new Map<string, Map<string, NodeRecord>>()
  /** What Redis does not take now, it is given by the next `rewrite`. */
  const ignore = () => undefined

  function put(connectionId: string, field: string, record: NodeRecord): void {
    const records = own.get(connectionId) ?? new Map<string, NodeRecord>()
    own.set(connectionId, records.set(field, record))
    redis
      .multi()
      .sadd(nodesKey, nodeId)
      .hset(keyOf(nodeId), field, JSON.stringify(record))
      .pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs)
      .exec()
      .catch(ignore)
  }
  function remove(connectionId: string, fields: Iterable<string>): void {
    const records = own.get(connectionId)
    const known = [...fields].filter((field) => records?.delete(field))
    if (records?.size === 0) own.delete(connectionId)
    if (known.length > 0) redis.hdel(keyOf(nodeId), ...known).catch(ignore)
  }
  function rewrite(): void {
    const fields = [...own.values()].flatMap((records) =>
      [...records].flatMap(([field, record]) => [field, JSON.stringify(record)]),
    )
    const all = redis.multi().sadd(nodesKey, nodeId).del(keyOf(nodeId))
    if (fields.length > 0) all.hset(keyOf(nodeId), ...fields).pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs)
    all.exec().catch(ignore)
  }

  return {
    note: (message) => {
      if (message.kind === 'device') {
        // One that forgets itself is not kept: it is told of again and again.
        const { device } = message
        if (device.lifeMs === undefined) put(device.connectionId, deviceField(device.connectionId), { device })
      } else if (message.kind === 'deviceGone') {
        // It is in no room either, whatever became of telling so.
        remove(message.connectionId, own.get(message.connectionId)?.keys() ?? [])
      } else if (message.kind === 'room') {
        const { change, occupancy } = message
        const field = occupancyField(occupancy.connectionId, occupancy.room)
        if (change === 'joined') put(occupancy.connectionId, field, { occupancy })
        else remove(occupancy.connectionId, [field])
      }
    },
    renew: () => {
      if (own.size === 0) return
      redis.pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs).then((isThere) => {
        if (isThere === 0) rewrite()
      }, ignore)
    },
    rewrite,
    read: async (nodeIds) => {
      const found = new Map<string, Omit<NodeSnapshot, 'superseded'>>()
      for (const other of nodeIds ?? (await redis.smembers(nodesKey))) {
        if (other === nodeId) continue
        const records = Object.values(await redis.hgetall(keyOf(other))).map((text) => {
          const record: unknown = JSON.parse(text)
          return recordSchema.parse(record)
        })
        const devices = records.flatMap((record) => ('device' in record ? [record.device] : []))
        const occupancies = records.flatMap((record) => ('occupancy' in record ? [record.occupancy] : []))
        if (records.length > 0) found.set(other, { devices, occupancies })
        else if (!nodeIds) await redis.srem(nodesKey, other)
      }
      return found
    },
    clear: async () => {
      await redis.multi().del(keyOf(nodeId)).srem(nodesKey, nodeId).exec().catch(ignore)
    },
  }
}
