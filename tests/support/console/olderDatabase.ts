import { readdirSync, readFileSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type ConsoleDatabase, openDatabase, type StorageOptions } from '../../../src/main/storage/openDatabase.ts'

const migrations = new URL('../../../src/main/storage/migrations/', import.meta.url)

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Columns that sessions have got since. */
const newerColumns: ReadonlySet<string> = new Set([
  'is_listed',
  'later_json',
  'said_up_to',
  'claimed_by',
  'dispute_json',
  'escalation_json',
])

const without = (row: Rows[number], columns: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !columns.has(name)))

/** Tables whose rows are the same before ranges and after. */
const unchanged = ['entry', 'watermark', 'draft'] as const

/**
 * Replaces the file of a console that is closed with one that a console from before ranges (version 4) would have: what it holds of each thread
 * from the first entry on. `change` then makes of it what that console would have gone through. What only the newer console knows goes.
 */
export function putVersion4(options: StorageOptions, change: (db: ConsoleDatabase) => void = () => undefined): void {
  const newer = openDatabase(options)
  const rows = (sql: string) => newer.prepare<[], Record<string, unknown>>(sql).all()
  const tables: Record<string, Rows> = {
    session: rows('SELECT * FROM session').map((row) => without(row, newerColumns)),
    thread: rows(
      `SELECT thread_id, session_id, thread, head_seq, read_up_to, unread_count, reached_delivered_up_to, reached_read_up_to,
         coalesce((SELECT up_to_seq FROM range WHERE range.thread_id = thread.thread_id AND from_seq = 1), 0) AS held_up_to
       FROM thread`,
    ),
    outbox: rows('SELECT * FROM outbox').map(({ amendment_json: _, ...row }) => row),
    ...Object.fromEntries(unchanged.map((name) => [name, rows(`SELECT * FROM ${name}`)])),
    setting: rows(`SELECT * FROM setting WHERE name <> 'syncToken'`),
  }
  newer.close()
  for (const end of ['', '-wal', '-shm']) rmSync(`${options.file}${end}`, { force: true })

  const db = new Database(options.file)
  db.pragma("cipher = 'sqlcipher'")
  db.pragma('legacy = 4')
  db.pragma(`key = "x'${Buffer.from(options.key).toString('hex')}'"`)
  for (const file of readdirSync(migrations).sort().slice(0, 4))
    db.exec(readFileSync(new URL(file, migrations), 'utf8'))
  db.pragma('user_version = 4')
  for (const [name, all] of Object.entries(tables)) for (const row of all) insert(db, name, row)
  change(db)
  db.close()
}

function insert(db: ConsoleDatabase, table: string, row: Rows[number]): void {
  const columns = Object.keys(row)
  db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`).run(
    row,
  )
}
