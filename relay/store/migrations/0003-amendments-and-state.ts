import { type Kysely, sql } from 'kysely'

/** What says something of an earlier message, by that message; what redactions took away; and the state of a session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('amendments')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('target_seq', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('amendments_key', ['session_id', 'thread', 'target_seq', 'seq'])
    .addForeignKeyConstraint('amendments_thread', ['session_id', 'thread'], 'threads', ['session_id', 'thread'])
    .execute()

  await db.schema
    .createTable('redacted_bodies')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('body_json', 'text', (column) => column.notNull())
    .addColumn('redacted_by_seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('redacted_bodies_key', ['session_id', 'thread', 'seq'])
    .addForeignKeyConstraint('redacted_bodies_thread', ['session_id', 'thread'], 'threads', ['session_id', 'thread'])
    .execute()

  await db.schema.alterTable('sessions').addColumn('claimed_by', 'text').execute()
  await db.schema.alterTable('sessions').addColumn('dispute_json', 'text').execute()
  await db.schema.alterTable('sessions').addColumn('escalation_json', 'text').execute()
  await sql`create index sessions_expiry on sessions (expires_at_ms) where active = 1 and expires_at_ms is not null`.execute(
    db,
  )
  await sql`create index sessions_supported on sessions (id) where dispute_json is not null or escalation_json is not null`.execute(
    db,
  )
}
