import type { ConsoleDatabase } from './openDatabase.ts'

/** Steps in the file beyond the rows, so that no byte of it holds what was removed. */
export interface Erasure {
  /** Notes, in the transaction that takes words off, that they are taken off. */
  readonly note: () => void
  /** Empties the write-ahead log if words were taken off since the last time, as it holds the pages that had them. */
  readonly emptyLog: () => void
  /**
   * Writes the file anew if words were taken off since that was done: pages that were split or joined keep copies of rows between the
   * rows. It takes as long as the file is large, so it is done where nobody waits for a key.
   */
  readonly rewriteFile: () => void
}

const noteName = 'erasedSinceRewrite'

/** `mergeWords` brings the index of words together, so that it holds none that was taken out. */
export function createErasure(db: ConsoleDatabase, mergeWords: () => void): Erasure {
  const insertNote = db.prepare<[string]>(
    `INSERT INTO setting (name, value_json) VALUES (?, 'true') ON CONFLICT (name) DO NOTHING`,
  )
  const findNote = db.prepare<[string], { name: string }>('SELECT name FROM setting WHERE name = ?')
  const removeNote = db.prepare<[string]>('DELETE FROM setting WHERE name = ?')
  let hasStale = false

  return {
    note: () => {
      insertNote.run(noteName)
      hasStale = true
    },
    emptyLog: () => {
      if (!hasStale) return
      db.pragma('wal_checkpoint(TRUNCATE)')
      hasStale = false
    },
    rewriteFile: () => {
      if (findNote.get(noteName) === undefined) return
      mergeWords()
      db.exec('VACUUM')
      removeNote.run(noteName)
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
  }
}
