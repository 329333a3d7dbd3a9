import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely'
import pg from 'pg'
import { FailureError } from '../../../src/shared/model/failure.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import { createStore } from '../createStore.ts'
import { mendDigests } from '../digests/mendDigests.ts'
import { createAppendInOneStatement } from '../log/appendInOneStatement.ts'
import type { Store } from '../store.ts'
import type { Tables } from '../tables.ts'
import { postgresWordIndex } from '../words/wordIndex.ts'
import { postgresChanges } from './postgresChanges.ts'
import { createPostgresQueryRunner } from './postgresQueryRunner.ts'

export interface PostgresStoreParts {
  /** Address for accounts and tokens: may be a pooler that lends a connection for one transaction at a time. */
  readonly databaseUrl: string
  /** Address for sessions, the log and migrations: the database itself. */
  readonly directUrl: string
  readonly clock: Clock
}

/** Connections of one node to the database: REST's own, and those of messages. */
const pooledConnections = 4
const directConnections = 6
const connectTimeoutMs = 5_000
/** A statement that takes longer is ended, and a transaction that was left open: what holds a lock must not hold it for ever. */
const statementTimeoutMs = 30_000

const bigintType = 20

/**
 * Opens the store on PostgreSQL, migrated; nodes that start at once take turns by an advisory lock. Throws
 * `FailureError('unavailable')` when the database cannot be reached, and `FailureError('newerDatabase')` when a newer version
 * of the relay wrote it.
 */
export async function openPostgresStore(parts: PostgresStoreParts): Promise<Store> {
  const { databaseUrl, directUrl, clock } = parts
  // No names for statements, nothing set for a connection, nothing listened to: a pooler may lend each transaction another one.
  const pooled = openPool({ connectionString: databaseUrl, max: pooledConnections })
  const direct = openPool({
    connectionString: directUrl,
    max: directConnections,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  })
  const queryRunner = createPostgresQueryRunner(clock)
  try {
    // The migrations need the direct way only: that accounts cannot be reached is to be known now, not at the first sign-in.
    await queryRunner(() => sql`select 1`.execute(pooled))
    const store = await createStore({
      db: pooled,
      direct,
      wordIndex: postgresWordIndex,
      queryRunner,
      changes: postgresChanges,
      appendInOneStatement: createAppendInOneStatement(direct, postgresChanges),
      takeTurn: async (transaction, of) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${of}, 0))`.execute(transaction)
      },
    })
    await queryRunner(() => mendDigests(direct, postgresChanges))
    return store
  } catch (error) {
    await pooled.destroy()
    await direct.destroy()
    throw unusable(error)
  }
}

function openPool(config: pg.PoolConfig): Kysely<Tables> {
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    // Instants are ms since 1970, which numbers hold; pg gives 64 bits as text.
    types: {
      getTypeParser: (oid, format) => (oid === bigintType ? Number : pg.types.getTypeParser(oid, format ?? 'text')),
    },
  })
  // A connection that ends while it is idle is replaced by the next one that is asked for.
  pool.on('error', () => undefined)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: withStorableText(pool) }) })
}

/** PostgreSQL's text cannot hold U+0000, which names and ids from outside may have: it becomes U+FFFD, as a lone surrogate does. */
function withStorableText(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const known = clients.get(client)
      if (known) return known
      // A connection that ends while it is lent rejects the query under way.
      client.on('error', () => undefined)
      const wrapped: PostgresPoolClient = {
        query: (sql: unknown, parameters?: readonly unknown[]) =>
          Reflect.apply(client.query, client, [sql, parameters?.map(storable)]),
        release: (destroy) => client.release(destroy),
      }
      clients.set(client, wrapped)
      return wrapped
    },
  }
}

function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable)
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

function unusable(error: unknown): unknown {
  if (error instanceof FailureError && error.failure.kind !== 'unavailable') return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === '28P01' || code === '28000')
    return new FailureError('unavailable', 'the database refuses the user or password of DATABASE_URL or DIRECT_URL')
  if (code === '3D000')
    return new FailureError('unavailable', 'there is no such database: check DATABASE_URL and DIRECT_URL')
  if (error instanceof FailureError)
    return new FailureError('unavailable', 'the database does not answer: check DATABASE_URL and DIRECT_URL')
  return error
}
