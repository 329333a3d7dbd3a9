import type { Kysely } from 'kysely'

/** What is to be followed up in a session, and when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added it.
  const sessions = tables.find(({ name }) => name === 'sessions')
  if (sessions?.columns.some(({ name }) => name === 'follow_ups_json')) return
  await db.schema.alterTable('sessions').addColumn('follow_ups_json', 'text').execute()
}
