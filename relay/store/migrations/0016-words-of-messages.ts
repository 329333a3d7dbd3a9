import { type Kysely, SqliteAdapter, sql } from 'kysely'

/**
 * The words of messages, by which sessions are found. A row of `word_blocks` stands for some entries of a thread that follow each other, and is
 * found by the words that their messages have now. It is filled behind the log, also with what is there: see `indexed_threads`.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  await db.schema
    .createTable('word_blocks')
    .ifNotExists()
    .addColumn('id', isSqlite ? 'integer' : 'bigserial', (column) => column.primaryKey().notNull())
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull().check(sql`thread in ('care', 'staff')`))
    .addColumn('from_seq', 'integer', (column) => column.notNull().check(sql`from_seq >= 1`))
    .addColumn('up_to_seq', 'integer', (column) => column.notNull().check(sql`up_to_seq >= from_seq`))
    .execute()
  await sql`create unique index if not exists word_blocks_place on word_blocks (session_id, thread, from_seq)`.execute(
    db,
  )
  // How far the words of a thread are in the blocks; a thread that is missing has none there yet.
  await db.schema
    .createTable('indexed_threads')
    .ifNotExists()
    .addColumn('session_id', 'text', (column) => column.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('thread', 'text', (column) => column.notNull().check(sql`thread in ('care', 'staff')`))
    .addColumn('up_to_seq', 'integer', (column) => column.notNull().check(sql`up_to_seq >= 0`))
    .addPrimaryKeyConstraint('indexed_threads_key', ['session_id', 'thread'])
    .execute()
  if (isSqlite) {
    // Words come folded and cut: the tokenizer parts them where there is a space, and does nothing else.
    await sql`create virtual table if not exists block_words
      using fts5(words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`.execute(db)
    await sql`create trigger if not exists word_blocks_removed after delete on word_blocks
      begin delete from block_words where rowid = old.id; end`.execute(db)
    return
  }
  await sql`alter table word_blocks add column if not exists words tsvector not null default ''`.execute(db)
  await sql`create index if not exists word_blocks_words on word_blocks using gin (words)`.execute(db)
}
