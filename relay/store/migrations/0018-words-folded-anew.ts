import { type Kysely, sql } from 'kysely'

/** Words of Arabic and its digits are folded otherwise now: what the index has is taken out, and it is filled anew behind the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from indexed_threads`.execute(db)
  await sql`delete from word_blocks`.execute(db)
}
