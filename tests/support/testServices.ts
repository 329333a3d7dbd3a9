import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'

/** Where the tests' PostgreSQL and Redis are; a test that needs one says so and is not run where it does not answer. */
export const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test'
export const redisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** Whether the PostgreSQL of the tests answers. */
export async function postgresAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whether the Redis of the tests answers. */
export async function redisAnswers(): Promise<boolean> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
  })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

/** What is missing for tests on both services, or undefined. */
export async function missingServices(): Promise<string | undefined> {
  if (!(await postgresAnswers())) return 'no PostgreSQL at TEST_DATABASE_URL or the default local port'
  if (!(await redisAnswers())) return 'no Redis at TEST_REDIS_URL or the default local port'
  return undefined
}

export interface TestDatabase {
  readonly url: string
  /** Runs statements in it, over a connection of their own. */
  readonly query: (sql: string, parameters?: readonly unknown[]) => Promise<pg.QueryResult>
  readonly drop: () => Promise<void>
}

/** Makes an empty database of a test's own on this server. */
export async function createTestDatabase(serverUrl = postgresUrl): Promise<TestDatabase> {
  const name = `rounds_${randomUUID().replaceAll('-', '')}`
  await once(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    query: (sql, parameters = []) => once(url.href, sql, parameters),
    drop: async () => {
      await once(serverUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/** PostgreSQL has no limit that one database can be given; its error for a full disk is raised instead. */
export const fullDiskSql = `
  create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
  create trigger full_disk before insert on entries for each row execute function full_disk()`

async function once(url: string, sql: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.query(sql, [...parameters])
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Removes every key that begins with the prefix. */
export async function dropKeys(prefix: string, url = redisUrl): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    for (let cursor = '0'; ; ) {
      const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 500)
      if (keys.length > 0) await redis.del(...keys)
      if (next === '0') return
      cursor = next
    }
  } finally {
    redis.disconnect()
  }
}
