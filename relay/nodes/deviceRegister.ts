import type { Redis } from 'ioredis'
import { nodeLimits } from './nodeLimits.ts'
import { deviceSchema, type SharedDevice } from './nodeMessage.ts'

/** The devices of every node, kept in Redis until the node is no longer heard of; for nodes that start later. */
export interface DeviceRegister {
  readonly put: (device: SharedDevice) => void
  readonly remove: (connectionId: string) => void
  /** Keeps this node's devices from expiring. */
  readonly renew: () => void
  /** Writes all of this node's devices again: Redis may have forgotten them. */
  readonly rewrite: () => void
  /** What is there on these other nodes, or on all. Rejects when Redis does not answer. */
  readonly read: (nodeIds?: readonly string[]) => Promise<Map<string, SharedDevice[]>>
  readonly clear: () => Promise<void>
}

export function createDeviceRegister(parts: {
  readonly redis: Redis
  readonly keyPrefix: string
  readonly nodeId: string
}): DeviceRegister {
  const { redis, keyPrefix, nodeId } = parts
  const nodesKey = `${keyPrefix}:nodes`
  const keyOf = (of: string) => `${keyPrefix}:devices:${of}`
  const own = new Map<string, SharedDevice>()
  /** What Redis does not take now, it is given by the next `rewrite`. */
  const ignore = () => undefined

  function rewrite(): void {
    const fields = [...own].flatMap(([connectionId, device]) => [connectionId, JSON.stringify(device)])
    const all = redis.multi().sadd(nodesKey, nodeId).del(keyOf(nodeId))
    if (fields.length > 0) all.hset(keyOf(nodeId), ...fields).pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs)
    all.exec().catch(ignore)
  }

  return {
    put: (device) => {
      own.set(device.connectionId, device)
      redis
        .multi()
        .sadd(nodesKey, nodeId)
        .hset(keyOf(nodeId), device.connectionId, JSON.stringify(device))
        .pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs)
        .exec()
        .catch(ignore)
    },
    remove: (connectionId) => {
      if (own.delete(connectionId)) redis.hdel(keyOf(nodeId), connectionId).catch(ignore)
    },
    renew: () => {
      if (own.size === 0) return
      redis.pexpire(keyOf(nodeId), nodeLimits.nodeExpiresMs).then((isThere) => {
        if (isThere === 0) rewrite()
      }, ignore)
    },
    rewrite,
    read: async (nodeIds) => {
      const found = new Map<string, SharedDevice[]>()
      for (const other of nodeIds ?? (await redis.smembers(nodesKey))) {
        if (other === nodeId) continue
        const devices = Object.values(await redis.hgetall(keyOf(other))).map((text) => {
          const device: unknown = JSON.parse(text)
          return deviceSchema.parse(device)
        })
        if (devices.length > 0) found.set(other, devices)
        else if (!nodeIds) await redis.srem(nodesKey, other)
      }
      return found
    },
    clear: async () => {
      await redis.multi().del(keyOf(nodeId)).srem(nodesKey, nodeId).exec().catch(ignore)
    },
  }
}
