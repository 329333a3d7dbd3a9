import type { Kysely } from 'kysely'

/** What people have begun to write and not sent, for their own consoles; it goes with its session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('draft_versions')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('drafts')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('writer', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('others_json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('drafts_pk', ['user_id', 'session_id', 'thread'])
    .execute()
  await db.schema
    .createIndex('drafts_by_version')
    .ifNotExists()
    .on('drafts')
    .columns(['user_id', 'version'])
    .execute()
  // For the end of a session, with which they go.
  await db.schema.createIndex('drafts_of_session').ifNotExists().on('drafts').column('session_id').execute()
}
