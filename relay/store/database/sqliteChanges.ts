import { sql } from 'kysely'
import type { Changes } from '../digests/changes.ts'
import type { Database } from '../tables.ts'

/**
 * Numbers changes by a counter in the file. Whoever changes something only reads it; it is raised when a token is given, unless nothing was written since
 * it last was: a message costs no write more.
 */
export function createSqliteChanges(db: Database): Changes {
  const counter = sql<number>`(select number from change_counter)`
  let seen: string | undefined
  return {
    number: counter,
    reached: counter,
    began: counter,
    place: sql<string>`'file'`,
    newId: sql<string>`lower(hex(randomblob(16)))`,
    raise: () =>
      db.transaction().execute(async (transaction) => {
        // What this connection has written, and whether another has: of this database alone, and without looking at any table.
        const written = async () => {
          const { rows } = await sql<{
            written: string
          }>`select total_changes() || ' ' || data_version as written from pragma_data_version`.execute(transaction)
          return rows[0]?.written
        }
        if (seen !== undefined && (await written()) === seen) return
        await transaction
          .updateTable('change_counter')
          .set((row) => ({ number: row('number', '+', 1) }))
          .execute()
        seen = await written()
      }),
  }
}
