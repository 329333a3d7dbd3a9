import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { CreateCounter } from '../limits/createRateLimiter.ts'
import type { RateLimitName } from '../limits/rateLimits.ts'
import { nodeLimits } from './nodeLimits.ts'

/** Number of uses of a limit by a user or an address. */
export interface LimitUse {
  readonly limit: RateLimitName
  readonly key: string
  readonly points: number
}

export interface ReplicatedCounter {
  /** Counts on this node alone, at once, and publishes to the others a moment later. */
  readonly createCounter: CreateCounter
  /** Counts what was used on another node. */
  readonly received: (uses: readonly LimitUse[]) => void
}

/**
 * Limits that every node counts by itself, and whose uses it publishes to the others. Nothing waits for Redis; someone who uses
 * several nodes at once gets at most what they let through within `nodeLimits.publishUsesMs` too much.
 */
export function createReplicatedCounter(parts: {
  readonly publish: (uses: readonly LimitUse[]) => void
  readonly clock: Pick<Clock, 'after'>
}): ReplicatedCounter {
  const counters = new Map<RateLimitName, RateLimiterMemory>()
  let unpublished = new Map<string, LimitUse>()

  function note(limit: RateLimitName, key: string, points: number): void {
    if (unpublished.size === 0) parts.clock.after(nodeLimits.publishUsesMs, publishAll)
    const id = `${limit} ${key}`
    unpublished.set(id, { limit, key, points: (unpublished.get(id)?.points ?? 0) + points })
  }

  function publishAll(): void {
    const uses = [...unpublished.values()]
    unpublished = new Map()
    for (let start = 0; start < uses.length; start += nodeLimits.usesPerMessage)
      parts.publish(uses.slice(start, start + nodeLimits.usesPerMessage))
  }

  return {
    createCounter: (name, limit) => {
      const counter = new RateLimiterMemory({ ...limit, keyPrefix: name })
      counters.set(name, counter)
      return {
        consume: async (key, points = 1) => {
          const result = await counter.consume(key, points)
          note(name, String(key), points)
          return result
        },
        // A refused use was not published.
        reward: (key, points) => counter.reward(key, points),
      }
    },
    received: (uses) => {
      // Whoever used a limit elsewhere that nobody has used here yet begins here with nothing used.
      for (const { limit, key, points } of uses) void counters.get(limit)?.penalty(key, points)
    },
  }
}
