import type { Kysely } from 'kysely'

/** How a session was put off by its clinicians, or marked as needing no answer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added it.
  const sessions = tables.find(({ name }) => name === 'sessions')
  if (sessions?.columns.some(({ name }) => name === 'later_json')) return
  await db.schema.alterTable('sessions').addColumn('later_json', 'text').execute()
}
