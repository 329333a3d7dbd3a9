import { type RawBuilder, sql } from 'kysely'
import type { DatabaseTransaction } from '../tables.ts'

/** The full-text index of a database. Tokens are letters, digits and marks alone, so that nothing in them means anything to it. */
export interface WordIndex {
  /** Puts these tokens in the place of those that a row of `word_blocks` is found by. */
  readonly put: (transaction: DatabaseTransaction, blockId: number, tokens: readonly string[]) => Promise<void>
  /** SQL condition that a row of `word_blocks` has, for each of these, a token that begins so. */
  readonly hasTokens: (tokens: readonly string[]) => RawBuilder<boolean>
}

/** FTS5 over no text of its own: it holds the tokens and the ids of the blocks. */
export const sqliteWordIndex: WordIndex = {
  put: async (transaction, blockId, tokens) => {
    await sql`delete from block_words where rowid = ${blockId}`.execute(transaction)
    await sql`insert into block_words (rowid, words) values (${blockId}, ${tokens.join(' ')})`.execute(transaction)
  },
  hasTokens: (tokens) => {
    const query = tokens.map((token) => `"${token}"*`).join(' AND ')
    return sql<boolean>`word_blocks.id in (select rowid from block_words where block_words match ${query})`
  },
}

/** A column of type `tsvector` and a GIN index; no dictionary touches the tokens. */
export const postgresWordIndex: WordIndex = {
  put: async (transaction, blockId, tokens) => {
    await sql`update word_blocks set words = array_to_tsvector(${[...tokens]}::text[]) where id = ${blockId}`.execute(
      transaction,
    )
  },
  hasTokens: (tokens) => {
    const query = tokens.map((token) => `'${token}':*`).join(' & ')
    return sql<boolean>`word_blocks.words @@ ${query}::tsquery`
  },
}
