import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Clock } from '../../src/shared/model/clock.ts'
import { createDeviceRegister } from './deviceRegister.ts'
import { createNewsReader } from './newsReader.ts'
import { createNewsWriter } from './newsWriter.ts'
import { nodeLimits } from './nodeLimits.ts'
import type { NodeLink, NodeLinkEvents } from './nodeLink.ts'
import { connectRedis } from './redisConnection.ts'

export interface RedisLinkParts {
  readonly url: string
  /** What all keys of this installation begin with. */
  readonly keyPrefix: string
  /** Unlike that of any other node that ever ran. */
  readonly nodeId: string
  readonly clock: Clock
  readonly log: Logger
  /** Runs a task at the end of this turn of the event loop. */
  readonly endOfTurn: (task: () => void) => void
}

/**
 * Joins nodes by one stream in Redis: each adds what it has to tell, once per turn of the event loop, and each reads all of
 * it from where it was. What the stream no longer has is read from the store.
 */
export function createRedisLink(parts: RedisLinkParts): NodeLink & { readonly commands: Redis } {
  const { url, keyPrefix, nodeId, clock, log } = parts
  const commands = connectRedis(url, { blocks: false })
  const blocking = connectRedis(url, { blocks: true })
  const stream = `${keyPrefix}:news`
  const writer = createNewsWriter({ redis: commands, stream, nodeId, clock, endOfTurn: parts.endOfTurn })
  const register = createDeviceRegister({ redis: commands, keyPrefix, nodeId })
  const heardAtMs = new Map<string, number>()
  let events: NodeLinkEvents | undefined
  let cancelHeartbeat: () => void = () => undefined
  let isStopped = false

  const reader = createNewsReader({
    redis: blocking,
    stream,
    nodeId,
    clock,
    received: (message, from) => {
      const isNew = !heardAtMs.has(from)
      heardAtMs.set(from, clock.now())
      if (message.kind === 'goodbye') forget(from)
      else {
        if (isNew) readDevices([from])
        events?.received(message, from)
      }
    },
    heard: (from) => {
      const isNew = !heardAtMs.has(from)
      heardAtMs.set(from, clock.now())
      if (isNew) readDevices([from])
    },
    missed: () => {
      log.warn({}, 'news of other nodes may be missing, what is stored is read again')
      events?.missed()
      readDevices()
      register.rewrite()
    },
  })

  function forget(other: string): void {
    heardAtMs.delete(other)
    events?.devicesOf(other, [])
  }

  function readDevices(others?: readonly string[]): void {
    register.read(others).then(
      (found) => {
        for (const [other, devices] of found) {
          if (!heardAtMs.has(other)) heardAtMs.set(other, clock.now())
          events?.devicesOf(other, devices)
        }
      },
      () => undefined,
    )
  }

  function beat(): void {
    cancelHeartbeat = clock.after(nodeLimits.heartbeatMs, beat)
    writer.beat()
    register.renew()
    // Silence of all others is ours: they are judged only by what is read.
    if (!reader.isInStep()) return
    for (const [other, atMs] of heardAtMs) if (clock.now() - atMs > nodeLimits.nodeExpiresMs) forget(other)
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
          readDevices()
          resolve()
        }, resolve)
      })
      if (!isStopped) beat()
    },
    tell: (message) => {
      if (message.kind === 'device' && message.device.lifeMs === undefined) register.put(message.device)
      else if (message.kind === 'deviceGone') register.remove(message.connectionId)
      writer.tell(message)
    },
    isInStep: reader.isInStep,
    stop: async () => {
      if (isStopped) return
      isStopped = true
      cancelHeartbeat()
      await register.clear()
      await writer.stop()
      await reader.stop()
      commands.disconnect()
      blocking.disconnect()
    },
  }
}
