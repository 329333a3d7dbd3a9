import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type RoomOccupancy, roomOccupancySchema } from '../../events/relayEvent.ts'
import { nodeLimits } from '../nodeLimits.ts'
import { deviceSchema, type NodeMessage, type SharedDevice } from '../nodeMessage.ts'
import { withOwnNames, withSentNames } from '../wireNames.ts'

/** All devices and rooms of another node, as they were when they were read. */
export interface NodeSnapshot {
  readonly devices: readonly SharedDevice[]
  /** Rooms of the dialects that its connections are in. */
  readonly occupancies: readonly RoomOccupancy[]
  /** The fields of which messages have arrived since: what was read of them is out of date. */
  readonly superseded: ReadonlySet<string>
}

/** The devices and rooms of every node, kept in Redis until the node falls silent; for nodes that start later. */
export interface NodeRegistry {
  /** Records this node's devices and rooms from the messages that it publishes. */
  readonly note: (message: NodeMessage) => void
  /** Keeps the records of this node from expiring. */
  readonly renew: () => void
  /** Writes all records of this node again: Redis may have lost them. */
  readonly rewrite: () => void
  /** Reads the records of these other nodes, or of all. Rejects when Redis does not respond. */
  readonly read: (nodeIds?: readonly string[]) => Promise<Map<string, Omit<NodeSnapshot, 'superseded'>>>
  readonly clear: () => Promise<void>
}

/** Names of the fields of a device, and of a connection's being in a room. */
export const deviceField = (connectionId: string) => `device ${connectionId}`
export const occupancyField = (connectionId: string, room: string) => `room ${connectionId} ${room}`

/** Returns the field that a message changes, if it changes one. */
export function fieldOf(message: NodeMessage): string | undefined {
  if (message.kind === 'device') return deviceField(message.device.connectionId)
  if (message.kind === 'deviceGone') return deviceField(message.connectionId)
  return message.kind === 'room' ? occupancyField(message.occupancy.connectionId, message.occupancy.room) : undefined
}

const recordSchema = z.union([z.object({ device: deviceSchema }), z.object({ occupancy: roomOccupancySchema })])
type NodeRecord = z.infer<typeof recordSchema>

interface RegistryParts {
  readonly redis: Redis
  readonly keyPrefix: string
  readonly nodeId: string
}

const setKey = (keyPrefix: string) => `${keyPrefix}:nodes`
const nodeKey = (keyPrefix: string, nodeId: string) => `${keyPrefix}:node:${nodeId}`

/** Writes that Redis does not take now are repeated by the next `rewrite`. */
const ignore = () => undefined

export function createNodeRegistry(parts: RegistryParts): NodeRegistry {
  const own = createOwnRecords(parts)
  const { redis, keyPrefix, nodeId } = parts
  return {
    note: (message) => {
      if (message.kind === 'device') {
        // A device that expires by itself is not kept: it is published again and again.
        const { device } = message
        if (device.lifeMs === undefined) own.put(device.connectionId, deviceField(device.connectionId), { device })
      } else if (message.kind === 'deviceGone') own.removeConnection(message.connectionId)
      else if (message.kind === 'room') {
        const { change, occupancy } = message
        const field = occupancyField(occupancy.connectionId, occupancy.room)
        if (change === 'joined') own.put(occupancy.connectionId, field, { occupancy })
        else own.remove(occupancy.connectionId, [field])
      }
    },
    renew: own.renew,
    rewrite: own.rewrite,
    read: async (nodeIds) => {
      const found = new Map<string, Omit<NodeSnapshot, 'superseded'>>()
      for (const other of nodeIds ?? (await redis.smembers(setKey(keyPrefix)))) {
        if (other === nodeId) continue
        const records = await readRecords(redis, nodeKey(keyPrefix, other))
        if (records.length > 0) found.set(other, toSnapshot(records))
        else if (!nodeIds) await redis.srem(setKey(keyPrefix), other)
      }
      return found
    },
    clear: async () => {
      await redis.multi().del(nodeKey(keyPrefix, nodeId)).srem(setKey(keyPrefix), nodeId).exec().catch(ignore)
    },
  }
}

/** Keeps the records of this node, in memory and in Redis. */
function createOwnRecords({ redis, keyPrefix, nodeId }: RegistryParts) {
  const key = nodeKey(keyPrefix, nodeId)
  /** By connection, and within it by field. */
  const own = new Map<string, Map<string, NodeRecord>>()

  function put(connectionId: string, field: string, record: NodeRecord): void {
    const records = own.get(connectionId) ?? new Map<string, NodeRecord>()
    own.set(connectionId, records.set(field, record))
    redis
      .multi()
      .sadd(setKey(keyPrefix), nodeId)
      .hset(key, field, JSON.stringify(withSentNames(record)))
      .pexpire(key, nodeLimits.nodeExpiresMs)
      .exec()
      .catch(ignore)
  }

  function remove(connectionId: string, fields: Iterable<string>): void {
    const records = own.get(connectionId)
    const known = [...fields].filter((field) => records?.delete(field))
    if (records?.size === 0) own.delete(connectionId)
    if (known.length > 0) redis.hdel(key, ...known).catch(ignore)
  }

  function rewrite(): void {
    const fields = [...own.values()].flatMap((records) =>
      [...records].flatMap(([field, record]) => [field, JSON.stringify(withSentNames(record))]),
    )
    const all = redis.multi().sadd(setKey(keyPrefix), nodeId).del(key)
    if (fields.length > 0) all.hset(key, ...fields).pexpire(key, nodeLimits.nodeExpiresMs)
    all.exec().catch(ignore)
  }

  return {
    put,
    remove,
    /** Removes its device and every room that it is in, though that it left them may not have been published. */
    removeConnection: (connectionId: string) => remove(connectionId, own.get(connectionId)?.keys() ?? []),
    renew: () => {
      if (own.size === 0) return
      redis.pexpire(key, nodeLimits.nodeExpiresMs).then((isThere) => {
        if (isThere === 0) rewrite()
      }, ignore)
    },
    rewrite,
  }
}

async function readRecords(redis: Redis, key: string): Promise<NodeRecord[]> {
  return Object.values(await redis.hgetall(key)).map((text) => {
    const record: unknown = JSON.parse(text)
    return recordSchema.parse(withOwnNames(record))
  })
}

function toSnapshot(records: readonly NodeRecord[]): Omit<NodeSnapshot, 'superseded'> {
  return {
    devices: records.flatMap((record) => ('device' in record ? [record.device] : [])),
    occupancies: records.flatMap((record) => ('occupancy' in record ? [record.occupancy] : [])),
  }
}
