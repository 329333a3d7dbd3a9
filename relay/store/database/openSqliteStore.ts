import { chmodSync, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { FailureError } from '../../../src/shared/model/failure.ts'
import { type Clock, systemClock } from '../../../src/shared/model/timing/clock.ts'
import { createStore } from '../createStore.ts'
import { scrubSqlite } from '../retention/scrubSqlite.ts'
import type { Store } from '../store.ts'
import type { Tables } from '../tables.ts'
import { sqliteWordIndex } from '../words/wordIndex.ts'
import { createWaitingQueryRunner } from './queryRunner.ts'
import { createSqliteChanges } from './sqliteChanges.ts'

/** Statements that stay compiled; more than the fixed ones and every batch size there is. */
const cachedStatements = 1_000

/**
 * Opens the relay's SQLite file, made when it is missing. Throws `FailureError('wrongKey')` when the file is not a database,
 * and `FailureError('newerDatabase')` when a newer version of the relay wrote it.
 */
export async function openSqliteStore({ file }: { readonly file: string }): Promise<Store> {
  const database = openSqliteFile(file)
  try {
    return await createSqliteStore(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/** Opens the file with everything set that durability rests on. Throws `FailureError('wrongKey')` when it is not a database. */
export function openSqliteFile(file: string): BetterSqlite3.Database {
  if (!existsSync(dirname(file))) throw unusableFile()
  let database: BetterSqlite3.Database | undefined
  try {
    database = new BetterSqlite3(file)
    if (!database.memory) keepPrivate(file)
    database.pragma('busy_timeout = 5000')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('trusted_schema = OFF')
    database.pragma('temp_store = MEMORY')
    database.pragma('cache_size = -32000')
    // Overwrites what is removed where it stood; other remains of it are scrubbed by the purge.
    database.pragma('secure_delete = ON')
    return database
  } catch (error) {
    database?.close()
    throw sqliteFailure(error)
  }
}

/** Makes the file readable for its owner alone, with the files that belong to it; later ones take over the mode of the first. */
function keepPrivate(file: string): void {
  for (const one of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(one)) chmodSync(one, 0o600)
}

/** The store over an open SQLite file, which it then owns. */
export async function createSqliteStore(
  database: BetterSqlite3.Database,
  clock: Pick<Clock, 'after' | 'now' | 'steady'> = systemClock,
): Promise<Store> {
  const dialect = new SqliteDialect({ database: withKeptStatements(database) })
  const db = new Kysely<Tables>({ dialect })
  const store = await createStore({
    db,
    wordIndex: sqliteWordIndex,
    changes: createSqliteChanges(db),
    queryRunner: createWaitingQueryRunner({ clock, isLocked, explain: sqliteFailure }),
    scrub: () => scrubSqlite(database.name),
  })
  // From now on the query runner waits for a lock that another program holds: SQLite would block the event loop while it waits.
  database.pragma('busy_timeout = 0')
  return store
}

function isLocked(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** Keeps prepared statements, which halves the cost of a small commit: Kysely prepares each query anew. */
function withKeptStatements(database: BetterSqlite3.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  const rollback: SqliteStatement = {
    reader: false,
    all: () => [],
    // A full disk ends the transaction by itself; there is then nothing left to roll back.
    run: () => (database.inTransaction ? database.prepare('rollback').run() : { changes: 0, lastInsertRowid: 0 }),
    iterate: () => [].values(),
  }
  kept.set('rollback', rollback)
  return {
    close: () => {
      database.close()
    },
    prepare: (sql) => {
      const known = kept.get(sql)
      if (known) return known
      if (kept.size >= cachedStatements) {
        kept.clear()
        kept.set('rollback', rollback)
      }
      const statement: SqliteStatement = database.prepare<unknown[]>(sql)
      kept.set(sql, statement)
      return statement
    },
  }
}

/** Translates an SQLite error into a failure for the principal. Any other error is returned as it is. */
function sqliteFailure(error: unknown): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  switch (error.code) {
    case 'SQLITE_FULL':
      return new FailureError(
        'diskFull',
        'The disk of the relay is full. Nothing was stored; free space and try again.',
      )
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new FailureError(
        'wrongKey',
        'The database file is damaged or is not a database of the relay. Restore a backup, or point DATA_DIR elsewhere.',
      )
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return unusableFile()
    default:
      if (isLocked(error)) return lockedFile()
      return error.code.startsWith('SQLITE_IOERR')
        ? new FailureError('unavailable', 'The disk of the relay does not take or give data. Nothing was stored.')
        : error
  }
}

function lockedFile(): FailureError {
  return new FailureError(
    'unavailable',
    'Another program holds the database file: a backup, a shell or a second relay. Nothing was stored; try again.',
  )
}

function unusableFile(): FailureError {
  return new FailureError(
    'unavailable',
    'The database file cannot be opened or written. Check that DATA_DIR exists, is writable and is used by one relay only.',
  )
}
