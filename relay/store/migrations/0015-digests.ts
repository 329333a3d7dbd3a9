import { type Kysely, SqliteAdapter, sql } from 'kysely'

/**
 * What a list shows of a session stands in the rows of its threads, filled for what is there; of every row that a list depends on it is known
 * when it last changed.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // SQLite commits each statement by itself and knows no `add column if not exists`: a start that was killed may have added some.
  const tables = await db.introspection.getTables()
  const lacks = (table: string, column: string) =>
    !tables.find(({ name }) => name === table)?.columns.some(({ name }) => name === column)
  for (const table of ['sessions', 'threads', 'watermarks'])
    if (lacks(table, 'changed_in'))
      await db.schema
        .alterTable(table)
        .addColumn('changed_in', 'bigint', (column) => column.notNull().defaultTo(0))
        .execute()
  for (const column of ['owed_since_ms', 'last_activity_ms'])
    if (lacks('threads', column)) await db.schema.alterTable('threads').addColumn(column, 'bigint').execute()
  if (lacks('threads', 'newest_message_seq'))
    await db.schema
      .alterTable('threads')
      .addColumn('newest_message_seq', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  // A long log takes longer than any statement of the relay may.
  if (!isSqlite) await sql`set local statement_timeout = 0`.execute(db)
  await fillDigests(db)

  // The sessions of somebody are found in the order of their ids, some at a time.
  await sql`create index if not exists participants_sessions on participants (user_id, session_id)`.execute(db)
  await sql`drop index if exists participants_user`.execute(db)

  await db.schema
    .createTable('epochs')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('ordinal', 'integer', (column) => column.notNull().unique())
    .addColumn('began_at', 'bigint', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .execute()
  // PostgreSQL numbers its transactions itself.
  if (!isSqlite) return
  await db.schema
    .createTable('change_counter')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into change_counter (id, number) values (1, 1) on conflict (id) do nothing`.execute(db)
}

async function fillDigests(db: Kysely<unknown>): Promise<void> {
  const inThread = (alias: string) =>
    sql`${sql.ref(`${alias}.session_id`)} = threads.session_id and ${sql.ref(`${alias}.thread`)} = threads.thread`
  const isMessage = sql`substr(body_json, 1, 17) = '{"kind":"message"'`
  const isRedacted = sql`body_json like '%,"redacted":true}'`
  const lastAnswer = sql`(select answer.seq from entries as answer where ${inThread('answer')} and ${isMessage}
    and not ${isRedacted} and answer.sender_role <> 'patient' order by answer.seq desc limit 1)`
  const question = sql`(select asked.seq from entries as asked where ${inThread('asked')} and ${isMessage}
    and not ${isRedacted} and asked.sender_role = 'patient' and asked.seq > coalesce(${lastAnswer}, 0)
    order by asked.seq limit 1)`
  await sql`update threads set
    last_activity_ms = (select max(entries.at_ms) from entries where ${inThread('entries')}),
    newest_message_seq = coalesce((select newest.seq from entries as newest where ${inThread('newest')} and ${isMessage}
      order by newest.seq desc limit 1), 0)
    where head > 0`.execute(db)
  await sql`update threads set
    owed_since_ms = (select min(entries.at_ms) from entries where ${inThread('entries')} and entries.seq >= ${question})
    where head > 0 and thread = 'care'`.execute(db)
}
