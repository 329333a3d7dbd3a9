import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { CreateCounter } from '../../limits/createRateLimiter.ts'

/**
 * Counts for limits in Redis, for all nodes together, and on each node what came to it: that alone counts while Redis is away, and
 * nobody gets another allowance from a node when Redis goes or comes back.
 */
export function createSharedCounter(redis: Redis, keyPrefix: string, isSynced: () => boolean): CreateCounter {
  return (name, limit) => {
    const own = new RateLimiterMemory({ ...limit, keyPrefix: name })
    const shared = new RateLimiterRedis({
      ...limit,
      storeClient: redis,
      keyPrefix: `${keyPrefix}:limit:${name}`,
      insuranceLimiter: new RateLimiterMemory({ ...limit, keyPrefix: name }),
    })
    let last: Promise<unknown> = Promise.resolve()
    return {
      consume: (...given) => {
        const counted = isSynced() ? both(own.consume(...given), shared.consume(...given)) : own.consume(...given)
        // Unhandled while an earlier one is awaited; the caller gets the rejection by `inOrder`.
        counted.catch(() => undefined)
        // In the order of the calls: what a connection sends keeps its order.
        const inOrder = last.then(() => counted)
        last = inOrder.catch(() => undefined)
        return inOrder
      },
      reward: (...given) => (isSynced() ? both(own.reward(...given), shared.reward(...given)) : own.reward(...given)),
    }
  }
}

/** Resolves with the result of the second once both have succeeded; rejects with the first refusal. */
async function both<T>(first: Promise<T>, second: Promise<T>): Promise<T> {
  const [, result] = await Promise.all([first, second])
  return result
}
