import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { createSharedCounter } from '../../../../relay/cluster/redis/createSharedCounter.ts'
import { connectRedis } from '../../../../relay/cluster/redis/redisConnection.ts'
import { createRateLimiter, type RateLimiter } from '../../../../relay/limits/createRateLimiter.ts'
import type { OtherNodes } from '../../../../relay/sessions/cache/otherNodes.ts'
import { openPostgresStore } from '../../../../relay/store/database/openPostgresStore.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import type { Store } from '../../../../relay/store/store.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { borrowTestDatabase } from '../../servers/createTestDatabase.ts'
import { dropKeys, redisUrl } from '../../servers/testRedis.ts'
import { nodeCount, testBackend } from '../start/testBackend.ts'

/** Parts that the HTTP interfaces of one test share. */
export interface HttpBackend {
  readonly nodeCount: number
  readonly openStore: () => Promise<Store>
  readonly otherNodes: OtherNodes | undefined
  readonly limit: RateLimiter
  readonly close: () => Promise<void>
}

/** One node with a database in memory, or several with PostgreSQL and Redis, as `TEST_RELAY` says. */
export async function openHttpBackend(): Promise<HttpBackend> {
  if (testBackend === 'single')
    return {
      nodeCount: 1,
      openStore: () => openSqliteStore({ file: ':memory:' }),
      otherNodes: undefined,
      limit: createRateLimiter(),
      close: async () => undefined,
    }
  const database = await borrowTestDatabase(inject('clusterRun'))
  const keyPrefix = `rounds-test-${randomUUID()}`
  const redis = connectRedis(redisUrl, { blocks: false })
  await redis.connect()
  return {
    nodeCount,
    openStore: () => openPostgresStore({ databaseUrl: database.url, directUrl: database.url, clock: systemClock }),
    // These nodes publish nothing to each other, so each of them reads what it is asked for.
    otherNodes: {
      isSynced: () => false,
      now: Date.now,
      adopted: () => undefined,
      behind: () => undefined,
      outdated: () => undefined,
    },
    limit: createRateLimiter({ createCounter: createSharedCounter(redis, keyPrefix, () => true) }),
    close: async () => {
      redis.disconnect()
      await database.drop()
      await dropKeys(keyPrefix)
    },
  }
}
