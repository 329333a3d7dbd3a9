import { type Kysely, sql } from 'kysely'

/** Links by which a patient comes into one session. The link itself is not stored: it is signed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('invitations')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    // SHA-256 of the key of the page that it belongs to, hex; null until it is exchanged.
    .addColumn('key_hash', 'text')
    .addColumn('revoked', 'integer', (column) => column.notNull().defaultTo(0).check(sql`revoked in (0, 1)`))
    .execute()
  await db.schema.createIndex('invitations_session').ifNotExists().on('invitations').column('session_id').execute()
}
