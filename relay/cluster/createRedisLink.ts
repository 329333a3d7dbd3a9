import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { ClusterChannel, NodeLinkEvents } from './clusterChannel.ts'
import { createNewsReader } from './newsReader.ts'
import { addBatch } from './newsStream.ts'
import { createNewsWriter } from './newsWriter.ts'
import { nodeLimits } from './nodeLimits.ts'
import { createNodeRegistry, fieldOf } from './nodeRegistry.ts'
import { connectRedis } from './redisConnection.ts'

export interface RedisLinkParts {
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
 * Joins nodes by one stream in Redis: each adds what it has to tell, once per turn of the event loop, and each reads
 * all of it from where it was. What the stream no longer has is read from the store.
 */
export function createRedisLink(parts: RedisLinkParts): ClusterChannel & { readonly commands: Redis } {
  const { url, keyPrefix, nodeId, clock, log } = parts
  const commands = connectRedis(url, { blocks: false })
  const blocking = connectRedis(url, { blocks: true })
  const streamName = `${keyPrefix}:socket.io`
  const register = createNodeRegistry({ redis: commands, keyPrefix, nodeId })
  const heardAtMs = new Map<string, number>()
  /** Those whose silence has been noticed. */
  const silent = new Set<string>()
  /** For each reading of the register under way, what has been heard of meanwhile. */
  const readings = new Set<Set<string>>()
  let events: NodeLinkEvents | undefined
  let cancelHeartbeat: () => void = () => undefined
  let isStopped = false

  const reader = createNewsReader({
    redis: blocking,
    stream: streamName,
    nodeId,
    clock,
    received: (message, from) => {
      const isNew = noteHeard(from)
      if (message.kind === 'goodbye') forget(from)
      else {
        if (isNew) readRegister([from])
        const field = fieldOf(message)
        if (field !== undefined) for (const superseded of readings) superseded.add(`${from} ${field}`)
        events?.received(message, from)
      }
    },
    heard: (from) => {
      if (noteHeard(from)) readRegister([from])
    },
    missed,
    unreadable: (from) => {
      log.error({ nodeId: from }, 'a node wrote what this one cannot read; they are of different versions')
      missed()
    },
  })
  const writer = createNewsWriter({
    add: (batch) => addBatch(commands, streamName, batch),
    nodeId,
    clock,
    endOfTurn: parts.endOfTurn,
  })

  /** Returns whether the node was not known of before. */
  function noteHeard(from: string): boolean {
    const isNew = !heardAtMs.has(from)
    heardAtMs.set(from, clock.now())
    silent.delete(from)
    return isNew
  }

  function missed(): void {
    log.warn({}, 'news of other nodes may be missing, what is stored is read again')
    events?.missed()
    readRegister()
    register.rewrite()
  }

  function forget(other: string): void {
    heardAtMs.delete(other)
    silent.delete(other)
    events?.holdingsOf(other, { devices: [], occupancies: [], superseded: new Set() })
  }

  function readRegister(others?: readonly string[]): void {
    const heard = new Set<string>()
    readings.add(heard)
    register
      .read(others)
      .then(
        (found) => {
          for (const [other, holdings] of found) {
            if (!heardAtMs.has(other)) heardAtMs.set(other, clock.now())
            const ofOther = [...heard].filter((field) => field.startsWith(`${other} `))
            const superseded = new Set(ofOther.map((field) => field.slice(other.length + 1)))
            events?.holdingsOf(other, { ...holdings, superseded })
          }
        },
        () => undefined,
      )
      .finally(() => readings.delete(heard))
  }

  function beat(): void {
    cancelHeartbeat = clock.after(nodeLimits.heartbeatMs, beat)
    writer.beat()
    register.renew()
    // Silence of all others is ours: they are judged only by what is read.
    if (!reader.isSynced()) return
    let isNews = false
    for (const [other, atMs] of heardAtMs) {
      const silentMs = clock.now() - atMs
      if (silentMs > nodeLimits.nodeExpiresMs) forget(other)
      else if (silentMs > nodeLimits.nodeSilentMs && !silent.has(other)) {
        silent.add(other)
        isNews = true
      }
    }
    if (isNews) missed()
  }

  return {
    commands,
    start: async (given) => {
      events = given
      commands.connect().catch(() => undefined)
      const started = reader.start()
      await new Promise<void>((resolve) => {
        const cancel = clock.after(nodeLimits.startWaitMs, () => {
          log.warn({}, 'Redis does not answer, this node works alone until it does')
          resolve()
        })
        started.then(() => {
          cancel()
          readRegister()
          resolve()
        }, resolve)
      })
      if (!isStopped) beat()
    },
    tell: (message) => {
      register.note(message)
      writer.tell(message)
    },
    isSynced: reader.isSynced,
    stop: async () => {
      if (isStopped) return
      isStopped = true
      cancelHeartbeat()
      await register.clear()
      await writer.stop()
      reader.stop()
      commands.disconnect()
      blocking.disconnect()
    },
  }
}
