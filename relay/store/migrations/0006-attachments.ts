import { type Kysely, sql } from 'kysely'

/** Files that messages carry, from the beginning of their upload. The files themselves stand in the data directory, by hash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('attachments')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull().check(sql`thread in ('care', 'staff')`))
    .addColumn('uploader_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull().check(sql`bytes >= 1`))
    .addColumn('sha256', 'text', (column) => column.notNull())
    // What the content was found to be; null until the upload is whole and was let in.
    .addColumn('media_type', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    // The message of the uploader that carries it; null until it is sent.
    .addColumn('entry_id', 'text')
    .execute()
  await db.schema.createIndex('attachments_session').ifNotExists().on('attachments').column('session_id').execute()
  await db.schema.createIndex('attachments_file').ifNotExists().on('attachments').column('sha256').execute()
  await db.schema
    .createIndex('attachments_unsent')
    .ifNotExists()
    .on('attachments')
    .column('created_at_ms')
    .where(sql.ref('entry_id'), 'is', null)
    .execute()
}
