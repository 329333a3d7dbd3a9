import type { Logger } from 'pino'
import { v7 } from 'uuid'
import { systemClock } from '../src/shared/model/timing/clock.ts'
import { createReplicatedCounter } from './cluster/createReplicatedCounter.ts'
import { createRedisChannel } from './cluster/redis/createRedisChannel.ts'
import { createSharedCounter } from './cluster/redis/createSharedCounter.ts'
import type { RedisSettings } from './environment.ts'
import type { CreateCounter } from './limits/createRateLimiter.ts'
import { perNodeLimits } from './limits/rateLimits.ts'
import type { RelayParts } from './relayParts.ts'

/** Way of a node to the others. */
export interface Cluster {
  readonly nodes: NonNullable<RelayParts['nodes']>
  /** Creates counters of limits that all nodes share. */
  readonly createCounter: CreateCounter
  /** Returns whether this node knows what the others did up to a moment ago. */
  readonly isSynced: () => boolean
}

/**
 * Opens the way to the other nodes, through Redis. Nodes know each other by the time that passes for all of them, whatever clock the
 * sessions go by.
 */
export function openCluster(settings: RedisSettings, log: Logger): Cluster {
  const clock = systemClock
  const channel = createRedisChannel({
    ...settings,
    ...{ nodeId: v7(), clock, log },
    endOfTurn: (task) => process.nextTick(task),
  })
  const replicated = createReplicatedCounter({
    publish: (uses) => channel.publish({ kind: 'uses', uses: [...uses] }),
    clock,
  })
  const countShared = createSharedCounter(channel.commands, settings.keyPrefix, channel.isSynced)
  return {
    nodes: { channel, clock, limitsUsed: replicated.received },
    createCounter: (name, limit) =>
      perNodeLimits.has(name) ? replicated.createCounter(name, limit) : countShared(name, limit),
    isSynced: channel.isSynced,
  }
}
