import type { ConsoleDatabase } from '../openDatabase.ts'

/** So many messages of one transaction are taken out word by word; of more, the words go with the next merge. */
const mostTakenOutAtOnce = 64
/** Pages that one step of a merge writes: a few milliseconds. */
const pagesOfStep = 64

export type WordIndex = ReturnType<typeof createWordIndex>

/**
 * Creates the full-text index over the tokens of messages, and the list of all tokens with their counts. The list says how a beginning of words
 * is best asked for, without reading all rows that have it.
 */
export function createWordIndex(db: ConsoleDatabase) {
  const insert = db.prepare<[number, string]>('INSERT INTO entry_words (rowid, tokens) VALUES (?, ?)')
  const remove = db.prepare<[number, string]>(
    `INSERT INTO entry_words (entry_words, rowid, tokens) VALUES ('delete', ?, ?)`,
  )
  // The driver binds every number as one with a fraction, which FTS5 does not take.
  const configure = db.prepare<[number]>(
    `INSERT INTO entry_words (entry_words, rank) VALUES ('secure-delete', CAST(? AS INTEGER))`,
  )
  const merge = db.prepare<[number]>(`INSERT INTO entry_words (entry_words, rank) VALUES ('merge', CAST(? AS INTEGER))`)
  const optimize = db.prepare<[]>(`INSERT INTO entry_words (entry_words) VALUES ('optimize')`)
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck()
  const counts = createWordCounts(db)
  /** Messages that this transaction has taken words out of. */
  let takenOut = 0
  let isWordByWord: boolean | undefined

  /** FTS5 takes what is deleted out of its pages when the transaction ends, in the way that is set by then. */
  function prepareToRemove(): void {
    takenOut += 1
    const wanted = takenOut <= mostTakenOutAtOnce
    if (wanted !== isWordByWord) configure.run(wanted ? 1 : 0)
    isWordByWord = wanted
  }

  return {
    add: (rowId: number, tokens: readonly string[]) => {
      insert.run(rowId, tokens.join(' '))
      for (const token of tokens) counts.change(token, 1)
    },
    remove: (rowId: number, tokens: readonly string[]) => {
      prepareToRemove()
      remove.run(rowId, tokens.join(' '))
      for (const token of tokens) counts.change(token, -1)
    },
    /** Puts tokens in the place of those that a row has. */
    replace: (rowId: number, before: readonly string[], after: readonly string[]) => {
      const [had, has] = [new Set(before), new Set(after)]
      const gone = before.filter((token) => !has.has(token))
      const come = after.filter((token) => !had.has(token))
      prepareToRemove()
      remove.run(rowId, gone.join(' '))
      insert.run(rowId, come.join(' '))
      for (const token of gone) counts.change(token, -1)
      for (const token of come) counts.change(token, 1)
    },
    /** Writes what the transaction has changed of the counts, and returns whether words of it are left to a merge. */
    flush: (): boolean => {
      counts.flush()
      const isLeft = takenOut > mostTakenOutAtOnce
      takenOut = 0
      return isLeft
    },
    /** Forgets what a transaction that was undone has changed. */
    abandon: () => {
      counts.abandon()
      takenOut = 0
      isWordByWord = undefined
    },
    /** Does a step of bringing the index together, after which nothing of it has what was taken out. Returns whether more is to be done. */
    mergeStep: (isFirst: boolean): boolean => {
      const before = totalChanges.get() ?? 0
      merge.run(isFirst ? -pagesOfStep : pagesOfStep)
      return (totalChanges.get() ?? 0) - before > 1
    },
    /** Does all of it at once; also the pages that say where words begin are written anew. */
    mergeAll: () => {
      insert.run(-1, 'a')
      remove.run(-1, 'a')
      optimize.run()
    },
    tokensFrom: counts.from,
    countOf: counts.of,
    /** Empties it, and forgets the rows. */
    clear: () => {
      db.exec(`INSERT INTO entry_words (entry_words) VALUES ('delete-all'); DELETE FROM word; DELETE FROM word_row`)
    },
  }
}

/** Counts the messages of each token: changes are kept until the end of the transaction, in which most words come more than once. */
function createWordCounts(db: ConsoleDatabase) {
  const change = db.prepare<[string, number]>(
    `INSERT INTO word (word, row_count) VALUES (?, ?)
     ON CONFLICT (word) DO UPDATE SET row_count = row_count + excluded.row_count`,
  )
  const removeUnused = db.prepare<[string]>('DELETE FROM word WHERE word = ? AND row_count <= 0')
  const from = db.prepare<[string, string, number], { word: string; count: number }>(
    'SELECT word, row_count AS count FROM word WHERE word >= ? AND word < ? LIMIT ?',
  )
  const of = db.prepare<[string], number>('SELECT row_count FROM word WHERE word = ?').pluck()
  const changes = new Map<string, number>()

  return {
    change: (word: string, by: number) => {
      changes.set(word, (changes.get(word) ?? 0) + by)
    },
    flush: () => {
      for (const [word, by] of changes) {
        if (by === 0) continue
        change.run(word, by)
        if (by < 0) removeUnused.run(word)
      }
      changes.clear()
    },
    abandon: () => changes.clear(),
    /** At most `limit` tokens that begin so, each with the number of messages that have it. */
    from: (beginning: string, limit: number) => from.all(beginning, `${beginning}\u{10ffff}`, limit),
    of: (word: string) => of.get(word) ?? 0,
  }
}
