import { type Kysely, SqliteAdapter, sql } from 'kysely'

/**
 * Where one transaction writes at a time, the one that appends sees every id that was used before, in whatever thread: SQLite need
 * not keep an index that forbids what cannot happen, and that each message would pay for. On PostgreSQL nodes append to both threads
 * of a session at once, and the index stays.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (db.getExecutor().adapter instanceof SqliteAdapter)
    await sql`drop index if exists entries_id_in_session`.execute(db)
}
