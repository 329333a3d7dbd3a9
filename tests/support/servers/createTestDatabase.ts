import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** URL of the tests' PostgreSQL; a test that needs it names it and is not run where it does not respond. */
export const postgresUrl = process.env.TEST_DATABASE_URL ?? 'postgres://root@127.0.0.1:5432/test'

/** Returns whether the PostgreSQL of the tests answers. */
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
  return databaseAt(serverUrl, name)
}

function databaseAt(serverUrl: string, name: string): TestDatabase {
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

/**
 * Takes one of the databases that all clusters of a run use in turn, emptied; `drop` gives it back. To empty one takes a small
 * part of the time that making and migrating one does. Nobody else has it meanwhile: a lock that ends with this process.
 */
export async function borrowTestDatabase(run: string, serverUrl = postgresUrl): Promise<TestDatabase> {
  const lender = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 })
  lender.on('error', () => undefined)
  await lender.connect()
  for (let index = 0; index < mostLent; index += 1) {
    const name = `${run}_${index}`
    const { rows: locks } = await lender.query('select pg_try_advisory_lock(hashtext($1)) as mine', [name])
    if (!locks[0].mine) continue
    const { rowCount } = await lender.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await lender.query(`create database ${name}`)
    const database = databaseAt(serverUrl, name)
    await database.query(emptySql)
    return { ...database, drop: () => lender.end() }
  }
  await lender.end()
  throw new Error(`all ${mostLent} databases of the run are lent`)
}

const mostLent = 50

/** Removes the databases that the clusters of a run used. */
export async function dropBorrowedDatabases(run: string, serverUrl = postgresUrl): Promise<void> {
  const { rows } = await once(serverUrl, 'select datname from pg_database where starts_with(datname, $1)', [run])
  for (const { datname } of rows) await once(serverUrl, `drop database if exists ${datname} with (force)`)
}

/** Ends what is left of its last nodes, and removes every row and every function; only what was migrated stays. */
const emptySql = `
  do $$ declare found record; begin
    perform pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
    for found in select oid::regprocedure as name from pg_proc where pronamespace = 'public'::regnamespace loop
      execute format('drop function %s cascade', found.name);
    end loop;
    -- Those first that were made last, since they refer to the others.
    for found in select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not starts_with(relname, 'kysely') order by oid desc loop
      execute format('delete from %I', found.name);
    end loop;
  end $$`

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
