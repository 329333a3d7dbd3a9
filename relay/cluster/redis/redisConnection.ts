import { Redis } from 'ioredis'
import { nodeLimits } from '../nodeLimits.ts'

/** A connection to Redis that comes back by itself and keeps nothing for later: what fails, fails now. */
export function connectRedis(url: string, what: { readonly blocks: boolean }): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: nodeLimits.commandTimeoutMs,
    ...(what.blocks ? {} : { commandTimeout: nodeLimits.commandTimeoutMs }),
    retryStrategy: (attempt) => Math.min(attempt * 50, 500),
  })
  // Every command that it concerns fails by itself.
  redis.on('error', () => undefined)
  return redis
}
