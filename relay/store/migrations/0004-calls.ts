import { type Kysely, sql } from 'kysely'

const states = sql`('ringing', 'active', 'rejected', 'missed', 'ended')`

/** Calls, with what their devices measured. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('caller_id', 'text', (column) => column.notNull())
    .addColumn('caller_name', 'text', (column) => column.notNull())
    .addColumn('caller_device', 'text', (column) => column.notNull())
    .addColumn('callee_id', 'text', (column) => column.notNull())
    .addColumn('callee_device', 'text')
    .addColumn('call_type', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ${states}`))
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('rings_until_ms', 'bigint', (column) => column.notNull())
    .addColumn('accepted_at_ms', 'bigint')
    .addColumn('ended_at_ms', 'bigint')
    .addColumn('ended_by', 'text')
    .addColumn('end_reason', 'text')
    .execute()
  await db.schema.createIndex('calls_session').ifNotExists().on('calls').column('session_id').execute()
  await db.schema.createIndex('calls_caller').ifNotExists().on('calls').columns(['caller_id', 'state']).execute()
  await db.schema.createIndex('calls_callee').ifNotExists().on('calls').columns(['callee_id', 'state']).execute()
  await db.schema.createIndex('calls_state').ifNotExists().on('calls').column('state').execute()

  await db.schema
    .createTable('call_quality')
    .ifNotExists()
    .addColumn('call_id', 'text', (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('packet_loss_percent', 'double precision', (column) => column.notNull())
    .addColumn('jitter_ms', 'double precision', (column) => column.notNull())
    .addColumn('round_trip_ms', 'double precision', (column) => column.notNull())
    .addColumn('bitrate_kbps', 'double precision')
    .addPrimaryKeyConstraint('call_quality_key', ['call_id', 'user_id', 'at_ms'])
    .execute()
}
