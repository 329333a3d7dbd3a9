import { type Kysely, sql } from 'kysely'

/** What the clinic sets for all its consoles, in at most one row, and how often it was set. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('clinic_rules')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull().check(sql`id = 1`))
    .addColumn('version', 'integer', (column) => column.notNull().check(sql`version >= 1`))
    .addColumn('rules_json', 'text', (column) => column.notNull())
    .execute()
}
