import type { Kysely } from 'kysely'

/** Until when what a user's tokens gave is ended: tokens of other issuers cannot be revoked one by one. It outlives the account. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ended_access')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('ended_at_ms', 'bigint', (column) => column.notNull())
    .execute()
}
