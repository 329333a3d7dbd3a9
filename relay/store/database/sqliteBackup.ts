import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import BetterSqlite3 from 'better-sqlite3'
import { FailureError } from '../../../src/shared/model/failure.ts'

/** Content of a relay's database, and its faults: none, if it is whole. */
export interface StoreReport {
  readonly users: number
  readonly sessions: number
  readonly entries: number
  /** The newest migration. */
  readonly version: string
  /** Hashes of the files that its attachments need. */
  readonly files: readonly string[]
  readonly faults: readonly string[]
}

/**
 * Writes a copy of the database as it is at this moment to a new file, while a relay may go on writing to it. Throws
 * `FailureError`: `conflict` when the target is there already, `notFound` when there is no such database.
 */
export async function copySqliteStore(file: string, target: string): Promise<void> {
  if (!existsSync(file)) throw new FailureError('notFound', 'There is no relay.db in this data directory.')
  if (existsSync(target))
    throw new FailureError('conflict', 'There is a file of this name already. Choose another one.')
  const database = new BetterSqlite3(file)
  try {
    database.pragma('busy_timeout = 30000')
    database.prepare('vacuum into ?').run(target)
  } finally {
    database.close()
  }
  forgetEpochs(target)
  await chmod(target, 0o600)
}

/** Sees to it that no token is good in a copy: what happened after it was made is not in its past. */
function forgetEpochs(file: string): void {
  const database = new BetterSqlite3(file)
  try {
    // A database of an older version has given none.
    const has = database.prepare<[], unknown>(`select 1 from sqlite_schema where name = 'epochs'`).pluck().get()
    if (has) database.exec('delete from epochs')
  } finally {
    database.close()
  }
}

/**
 * Looks whether a copy is whole: pages and references as SQLite checks them, and every thread without gaps up to its head.
 * Throws `FailureError('wrongKey')` when it is no database of the relay.
 */
export function checkSqliteStore(file: string): StoreReport {
  if (!existsSync(file)) throw new FailureError('notFound', 'There is no such file.')
  const database = new BetterSqlite3(file, { readonly: true })
  try {
    const count = (table: string) =>
      Number(database.prepare<[], unknown>(`select count(*) from ${table}`).pluck().get())
    const texts = (sql: string) => database.prepare<[], unknown>(sql).pluck().all().map(String)
    const damaged = texts('pragma integrity_check').filter((line) => line !== 'ok')
    const dangling = texts('pragma foreign_key_check').map(
      (table) => `a row of ${table} refers to one that is not there`,
    )
    const gaps = texts(
      `select threads.session_id || ' ' || threads.thread from threads
       left join entries on entries.session_id = threads.session_id and entries.thread = threads.thread
       group by threads.session_id, threads.thread
       having count(entries.seq) <> threads.head or coalesce(max(entries.seq), 0) <> threads.head`,
    ).map((thread) => `the thread ${thread} has gaps`)
    return {
      users: count('users'),
      sessions: count('sessions'),
      entries: count('entries'),
      version: texts('select max(name) from kysely_migration')[0] ?? 'none',
      files: texts('select distinct sha256 from attachments where media_type is not null'),
      faults: [...damaged, ...dangling, ...gaps],
    }
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError)
      throw new FailureError('wrongKey', 'The file is damaged or is not a database of the relay.')
    throw error
  } finally {
    database.close()
  }
}

/**
 * Returns whether another process has this database open: a relay keeps its share of the file's lock for as long as it runs.
 */
export function isSqliteStoreOpen(file: string): boolean {
  if (!existsSync(file)) return false
  const database = new BetterSqlite3(file, { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('begin immediate; rollback')
    return false
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    database.close()
  }
}
