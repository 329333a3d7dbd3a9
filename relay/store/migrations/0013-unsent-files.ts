import { type Kysely, sql } from 'kysely'

/** When bytes of an upload last came is known; and what somebody, or a session, has in no message is found by an index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added it.
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'attachments')?.columns ?? []
  if (!columns.some(({ name }) => name === 'received_at_ms'))
    await db.schema
      .alterTable('attachments')
      .addColumn('received_at_ms', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
  await sql`update attachments set received_at_ms = created_at_ms where received_at_ms = 0`.execute(db)
  await sql`drop index if exists attachments_unsent`.execute(db)
  await sql`create index if not exists attachments_unsent_since on attachments (received_at_ms)
    where entry_id is null`.execute(db)
  await sql`create index if not exists attachments_unsent_of on attachments (uploader_id, session_id, received_at_ms)
    where entry_id is null`.execute(db)
  await sql`create index if not exists attachments_unsent_in on attachments (session_id)
    where entry_id is null`.execute(db)
}
