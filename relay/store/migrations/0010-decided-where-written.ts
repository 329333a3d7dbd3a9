import { type Kysely, sql } from 'kysely'

/**
 * What a transaction needs to decide for itself: the version of a session, also where its entries take their places; what a
 * request asked for; and that an id names one entry in a session.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = await db.introspection.getTables()
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added some.
  const isThere = (table: string, column: string) =>
    tables.find(({ name }) => name === table)?.columns.some(({ name }) => name === column)
  const counts = [
    ['sessions', 'version'],
    ['threads', 'session_version'],
    ['entries', 'repetition'],
  ] as const
  for (const [table, column] of counts)
    if (!isThere(table, column))
      await db.schema
        .alterTable(table)
        .addColumn(column, 'integer', (added) => added.notNull().defaultTo(0))
        .execute()
  if (!isThere('entries', 'request_json'))
    await db.schema.alterTable('entries').addColumn('request_json', 'text').execute()

  // Both threads of every session, so that each has a place for the version.
  await sql`
    insert into threads (session_id, thread, head, session_version)
    select sessions.id, missing.thread, 0, sessions.version
    from sessions cross join (select 'care' as thread union all select 'staff') as missing
    where not exists (
      select 1 from threads where threads.session_id = sessions.id and threads.thread = missing.thread
    )`.execute(db)

  // Until now several senders could use one id in a session. The first keeps the id; the others stay as they are, numbered.
  await sql`
    update entries set repetition = (
      select count(*) from entries as earlier
      where earlier.session_id = entries.session_id and earlier.id = entries.id
        and (earlier.thread < entries.thread or (earlier.thread = entries.thread and earlier.seq < entries.seq))
    )
    where (session_id, id) in (select session_id, id from entries group by session_id, id having count(*) > 1)`.execute(
    db,
  )
  await sql`create unique index if not exists entries_id_in_session on entries (session_id, id, repetition)`.execute(db)

  // Until now the closing of a session was the only thing that revoked a link, and for good.
  await sql`update invitations set revoked = 0 where revoked = 1`.execute(db)
}
