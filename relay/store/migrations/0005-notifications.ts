import { type Kysely, sql } from 'kysely'

const roles = sql`('patient', 'clinician', 'support', 'admin')`

/** Notifications, and the topics that users subscribe to. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('notifications')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    // What later news of the same kind is counted into while it is unread; null once it was read, and for announcements.
    .addColumn('slot', 'text', (column) => column.unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('priority', 'text', (column) => column.notNull())
    .addColumn('title', 'text')
    .addColumn('text', 'text')
    .addColumn('count', 'integer', (column) => column.notNull().check(sql`count >= 1`))
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('read', 'integer', (column) => column.notNull().check(sql`read in (0, 1)`))
    .addColumn('session_id', 'text', (column) => column.references('sessions.id').onDelete('cascade'))
    .addColumn('call_id', 'text')
    .addColumn('topic', 'text')
    .execute()
  await db.schema
    .createIndex('notifications_user')
    .ifNotExists()
    .on('notifications')
    .columns(['user_id', 'read', 'at_ms'])
    .execute()
  await db.schema.createIndex('notifications_age').ifNotExists().on('notifications').column('at_ms').execute()

  await db.schema
    .createTable('notification_topics')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ${roles}`))
    .addPrimaryKeyConstraint('notification_topics_key', ['user_id', 'topic'])
    .execute()
  await db.schema
    .createIndex('notification_topics_topic')
    .ifNotExists()
    .on('notification_topics')
    .columns(['topic', 'role'])
    .execute()
}
