import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { ClusterChannel, ClusterListener } from '../clusterChannel.ts'
import { nodeLimits } from '../nodeLimits.ts'
import { addBatch } from './clusterStream.ts'
import { createNodeRegistry } from './nodeRegistry.ts'
import { createPeers } from './peers.ts'
import { connectRedis } from './redisConnection.ts'
import { createStreamReader } from './streamReader.ts'
import { createStreamWriter } from './streamWriter.ts'

export interface RedisChannelParts {
  readonly url: string
  /** Prefix of all keys of this installation. */
  readonly keyPrefix: string
  /** Unlike that of any other node that ever ran. */
  readonly nodeId: string
  readonly clock: Clock
  readonly log: Logger
  /** Runs a task at the end of this turn of the event loop. */
  readonly endOfTurn: (task: () => void) => void
}

/**
 * Connects nodes by one stream in Redis: each adds its messages once per turn of the event loop, and each reads all of it from
 * where it was. What the stream has dropped is read from the store.
 */
export function createRedisChannel(parts: RedisChannelParts): ClusterChannel & { readonly commands: Redis } {
  const { url, keyPrefix, nodeId, clock, log } = parts
  const commands = connectRedis(url, { blocks: false })
  const blocking = connectRedis(url, { blocks: true })
  const stream = `${keyPrefix}:socket.io`
  let listener: ClusterListener | undefined
  let cancelHeartbeat: () => void = () => undefined
  let isStopped = false

  const registry = createNodeRegistry({ redis: commands, keyPrefix, nodeId })
  const peers = createPeers({ registry, listener: () => listener, clock, log })
  const reader = createStreamReader({
    redis: blocking,
    ...{ stream, nodeId, clock, received: peers.received, alive: peers.alive, missed: peers.missed },
    unreadable: (from) => {
      log.error({ nodeId: from }, 'a node wrote what this one cannot read; they are of different versions')
      peers.missed()
    },
  })
  const writer = createStreamWriter({
    add: (batch) => addBatch(commands, stream, batch),
    ...{ nodeId, clock, endOfTurn: parts.endOfTurn },
  })

  function beat(): void {
    cancelHeartbeat = clock.after(nodeLimits.heartbeatMs, beat)
    writer.beat()
    registry.renew()
    // When all others are silent, it is this node that does not read.
    if (reader.isSynced()) peers.check()
  }

  /** Resolves when Redis has responded or the wait is over. */
  function startReading(): Promise<void> {
    // Both, so that what a node counts is counted with the others from its first request on.
    const started = Promise.all([commands.connect().catch(() => undefined), reader.start()])
    return new Promise((resolve) => {
      const cancel = clock.after(nodeLimits.startWaitMs, () => {
        log.warn({}, 'Redis does not respond, this node works alone until it does')
        resolve()
      })
      started.then(() => {
        cancel()
        peers.readAll()
        resolve()
      }, resolve)
    })
  }

  return {
    commands,
    start: async (given) => {
      listener = given
      await startReading()
      if (!isStopped) beat()
    },
    publish: (message) => {
      registry.note(message)
      writer.write(message)
    },
    isSynced: reader.isSynced,
    stop: async () => {
      if (isStopped) return
      isStopped = true
      cancelHeartbeat()
      await registry.clear()
      await writer.stop()
      reader.stop()
      commands.disconnect()
      blocking.disconnect()
    },
  }
}
