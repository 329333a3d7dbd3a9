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

  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added some.
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'sessions')?.columns ?? []
  for (const column of ['claimed_by', 'dispute_json', 'escalation_json']) {
    if (!columns.some(({ name }) => name === column))
      await db.schema.alterTable('sessions').addColumn(column, 'text').execute()
  }
  await sql`create index if not exists sessions_expiry on sessions (expires_at_ms) where active = 1 and expires_at_ms is not null`.execute(
    db,
  )
  await sql`create index if not exists sessions_supported on sessions (id) where dispute_json is not null or escalation_json is not null`.execute(
    db,
  )
}
