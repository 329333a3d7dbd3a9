import type { Kysely } from 'kysely'

/** Failed sign-ins that are counted, and from where people have signed in. Names, addresses and devices stand there as hashes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('login_failures')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('last_at_ms', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('login_failures_last').ifNotExists().on('login_failures').column('last_at_ms').execute()
  await db.schema
    .createTable('known_places')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('seen_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('known_places_key', ['user_id', 'place'])
    .execute()
}
