import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'

const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test'
const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** Store, and number of nodes, that relays of a measurement run on. */
export interface RelayGround {
  readonly name: string
  readonly nodes: number
  /** Makes what is new for each run: environment for the nodes, and how to remove it. */
  readonly prepare: () => Promise<{ readonly env: Record<string, string>; readonly remove: () => Promise<void> }>
}

export const onSqlite: RelayGround = {
  name: 'SQLite, one node',
  nodes: 1,
  prepare: async () => ({ env: {}, remove: async () => undefined }),
}

/** A new database on PostgreSQL for each run; with more than one node, joined by Redis. */
export function onPostgres(nodes: number): RelayGround {
  return {
    name: nodes === 1 ? 'PostgreSQL, one node' : `PostgreSQL and Redis, ${nodes} nodes`,
    nodes,
    prepare: async () => {
      const name = `rounds_bench_${randomUUID().replaceAll('-', '')}`
      const prefix = `rounds-bench-${name}`
      await onServer(`create database ${name}`)
      const url = new URL(postgresUrl)
      url.pathname = `/${name}`
      const joined = nodes > 1 ? { REDIS_URL: redisUrl, REDIS_KEY_PREFIX: prefix } : {}
      return {
        env: { DATABASE_URL: url.href, ...joined },
        remove: async () => {
          await onServer(`drop database ${name} with (force)`)
          if (nodes === 1) return
          const redis = new Redis(redisUrl)
          const [, keys] = await redis.scan(0, 'MATCH', `${prefix}*`, 'COUNT', 100_000)
          if (keys.length > 0) await redis.del(...keys)
          redis.disconnect()
        },
      }
    },
  }
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Returns why there is nothing to measure on, or undefined. */
export async function missingGround(): Promise<string | undefined> {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => undefined)
  try {
    await onServer('select 1')
    await redis.connect()
    return undefined
  } catch {
    return 'no PostgreSQL or Redis at TEST_DATABASE_URL and TEST_REDIS_URL, or the default local ports'
  } finally {
    redis.disconnect()
  }
}
