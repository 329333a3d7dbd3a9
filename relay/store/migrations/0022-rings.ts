import type { Kysely } from 'kysely'

/** How often it has been rung for a patient whom nobody has taken: since when that patient waits, and the number of the last ring. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rings')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.primaryKey().references('sessions.id').onDelete('cascade'))
    .addColumn('owed_since_ms', 'bigint', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .execute()
}
