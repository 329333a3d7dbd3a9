import { type Kysely, sql } from 'kysely'

const roles = sql`('patient', 'clinician', 'support', 'admin')`
const threads = sql`('care', 'staff')`

/** Users, refresh tokens, sessions with their participants, the log and the watermarks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ${roles}`))
    .addColumn('email', 'text')
    .addColumn('email_key', 'text', (column) => column.unique())
    .addColumn('password_hash', 'text')
    .addColumn('time_zone', 'text')
    .addColumn('schedule_json', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('refresh_tokens')
    .ifNotExists()
    .addColumn('hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('family_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('used', 'integer', (column) => column.notNull().check(sql`used in (0, 1)`))
    .addColumn('revoked', 'integer', (column) => column.notNull().check(sql`revoked in (0, 1)`))
    .execute()
  await db.schema.createIndex('refresh_tokens_family').ifNotExists().on('refresh_tokens').column('family_id').execute()
  await db.schema
    .createIndex('refresh_tokens_expiry')
    .ifNotExists()
    .on('refresh_tokens')
    .column('expires_at_ms')
    .execute()

  await db.schema
    .createTable('sessions')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull().check(sql`active in (0, 1)`))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint')
    .addColumn('patient_json', 'text')
    .execute()

  await db.schema
    .createTable('participants')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull().check(sql`role in ${roles}`))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('participants_key', ['session_id', 'user_id'])
    .execute()
  await db.schema.createIndex('participants_user').ifNotExists().on('participants').column('user_id').execute()

  await db.schema
    .createTable('threads')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull().check(sql`thread in ${threads}`))
    .addColumn('head', 'integer', (column) => column.notNull().check(sql`head >= 0`))
    .addPrimaryKeyConstraint('threads_key', ['session_id', 'thread'])
    .execute()

  await db.schema
    .createTable('entries')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull().check(sql`seq >= 1`))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('sender_id', 'text', (column) => column.notNull())
    .addColumn('sender_name', 'text', (column) => column.notNull())
    .addColumn('sender_role', 'text', (column) => column.notNull().check(sql`sender_role in ${roles}`))
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('body_json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('entries_key', ['session_id', 'thread', 'seq'])
    // The id first: a retry is looked up by the ids of its batch.
    .addUniqueConstraint('entries_once', ['id', 'sender_id'])
    .addForeignKeyConstraint('entries_thread', ['session_id', 'thread'], 'threads', ['session_id', 'thread'])
    .execute()

  await db.schema
    .createTable('watermarks')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull().check(sql`thread in ${threads}`))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('delivered_up_to', 'integer', (column) => column.notNull().check(sql`delivered_up_to >= 0`))
    .addColumn('read_up_to', 'integer', (column) => column.notNull().check(sql`read_up_to >= 0`))
    .addPrimaryKeyConstraint('watermarks_key', ['session_id', 'thread', 'user_id'])
    .execute()
}
