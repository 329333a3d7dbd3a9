import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Where the tests' PostgreSQL is; a test that needs it says so and is not run where it does not answer. */
export const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test'

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
