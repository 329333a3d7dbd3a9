import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { FailureError } from '../../shared/model/failure.ts'

export type ConsoleDatabase = Database.Database

/** The file of one user, and its raw 256-bit key. */
export interface StorageOptions {
  readonly file: string
  readonly key: Uint8Array
}

/** Beside this code in the source tree and in the build alike. */
const migrations = new URL('./migrations/', import.meta.url)

/** Time to wait for another process that still holds the file, such as one that is just quitting. */
const busyTimeoutMs = 2_000

/**
 * Opens the encrypted database of one user, makes it if it is missing, and brings it to the newest schema. The file is held
 * exclusively. Throws `FailureError`, with the file untouched: `wrongKey` when the key does not fit or the file is no
 * database, `newerDatabase` when a newer console wrote it, `unavailable` when another process holds it, `diskFull`.
 */
export function openDatabase({ file, key }: StorageOptions): ConsoleDatabase {
  if (key.byteLength !== 32) throw new RangeError('the key of a database has 32 bytes')
  makeFolder(dirname(file))
  const db = new Database(file, { timeout: busyTimeoutMs })
  chmodSync(file, 0o600)
  try {
    // The cipher must be set before anything reads the file. A raw key skips the key derivation.
    db.pragma("cipher = 'sqlcipher'")
    db.pragma('legacy = 4')
    db.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
    // Sorting and other scratch work must not reach the disk in the clear.
    db.pragma('temp_store = MEMORY')
    db.pragma('locking_mode = EXCLUSIVE')
    // What is redacted or taken off is overwritten where it stood, also for who has the key.
    db.pragma('secure_delete = ON')
    migrate(db)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    return db
  } catch (error) {
    db.close()
    throw openingFailure(error)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw writingFailure(error)
  }
}

function openingFailure(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  if (error.code === 'SQLITE_NOTADB') {
    return new FailureError(
      'wrongKey',
      'The data on this workstation cannot be opened with its key, or is damaged. It was left as it is.',
    )
  }
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new FailureError(
      'unavailable',
      'Another console on this workstation has the data open. Close that one and start again.',
    )
  }
  return writingFailure(error)
}

/** Turns what the driver throws while writing into a `FailureError` where the person can do something about it. */
export function writingFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new FailureError(
      'diskFull',
      'The disk of this workstation is full. Nothing was saved: free some space and try again.',
    )
  }
  return error
}

/**
 * Applies the migrations that the database lacks, each in its own transaction, in order; `user_version` counts them. Throws
 * `FailureError('newerDatabase')` before it changes anything when the database has more than this program knows.
 */
function migrate(db: ConsoleDatabase): void {
  const files = readdirSync(migrations)
    .filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name))
    .sort()
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > files.length) {
    throw new FailureError(
      'newerDatabase',
      'The data on this workstation was written by a newer version of Rounds. Install that version or a later one; nothing was changed.',
    )
  }
  for (const [index, file] of files.entries()) {
    if (index < version) continue
    const sql = readFileSync(new URL(file, migrations), 'utf8')
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}

/** The schema as the database itself states it, one statement after another, without the tables that
 * FTS5 makes; `schema.sql` is this text. */
export function describeSchema(db: ConsoleDatabase): string {
  const statements = db
    .prepare<[], { sql: string }>(
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
         AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type DESC, name`,
    )
    .all()
  return `-- Generated from the migrations; a test compares the two.\n\n${statements.map(({ sql }) => `${sql};\n`).join('\n')}`
}
