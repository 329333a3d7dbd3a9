import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { CreateCounter } from '../../limits/createRateLimiter.ts'

/** Counts for limits in Redis, for all nodes together; each for itself while Redis is away. */
export function createSharedCounter(redis: Redis, keyPrefix: string, isSynced: () => boolean): CreateCounter {
  return (name, limit) => {
    const alone = new RateLimiterMemory({ ...limit, keyPrefix: name })
    const shared = new RateLimiterRedis({
      ...limit,
      storeClient: redis,
      keyPrefix: `${keyPrefix}:limit:${name}`,
      insuranceLimiter: alone,
    })
    let last: Promise<unknown> = Promise.resolve()
    return {
      consume: (...given) => {
        const counted = (isSynced() ? shared : alone).consume(...given)
        // Unhandled while an earlier one is awaited; the caller gets the rejection by `inOrder`.
        counted.catch(() => undefined)
        // In the order of the calls: what a connection sends keeps its order.
        const inOrder = last.then(() => counted)
        last = inOrder.catch(() => undefined)
        return inOrder
      },
      reward: (...given) => (isSynced() ? shared : alone).reward(...given),
    }
  }
}
