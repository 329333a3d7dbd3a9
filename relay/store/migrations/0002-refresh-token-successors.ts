import type { Kysely } from 'kysely'

/** Each refresh token remembers the token that it was last exchanged for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite commits each statement by itself and knows no `add column if not exists`: the column may be there from a start that was killed.
  const tables = await db.introspection.getTables()
  const columns = tables.find(({ name }) => name === 'refresh_tokens')?.columns ?? []
  if (!columns.some(({ name }) => name === 'successor_hash'))
    await db.schema.alterTable('refresh_tokens').addColumn('successor_hash', 'text').execute()

  // The successors of tokens that were used until now are not known, so these tokens may not come again.
  await db
    .withTables<{ refresh_tokens: { used: number; revoked: number } }>()
    .updateTable('refresh_tokens')
    .set({ revoked: 1 })
    .where('used', '=', 1)
    .execute()
}
