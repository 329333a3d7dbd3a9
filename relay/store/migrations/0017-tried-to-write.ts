import type { Kysely } from 'kysely'

/** When a patient last tried to write to a session that was over, so that the clinic is notified of it once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added it.
  const participants = tables.find(({ name }) => name === 'participants')
  if (participants?.columns.some(({ name }) => name === 'tried_at_ms')) return
  await db.schema.alterTable('participants').addColumn('tried_at_ms', 'bigint').execute()
}
