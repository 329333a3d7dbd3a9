import type { ConsoleDatabase } from '../openDatabase.ts'
import { tokensVersion } from './messageTokens.ts'
import type { MessageReader, ReadMessage } from './readMessage.ts'
import type { WordIndex } from './wordIndex.ts'
import { createWordSearch, type WordQuestion, type WordRow, type WordRows } from './wordSearch.ts'
import type { WordSteps } from './wordSteps.ts'

export interface WordStore {
  /** Returns at most `limit` messages that a question may mean, newest first, from before a row; some milliseconds at the most. */
  readonly find: (question: WordQuestion, before: number | null, limit: number) => WordRows
  /** Returns a message that was found; undefined where it has gone since. */
  readonly read: (row: Pick<WordRow, 'threadId' | 'seq'>) => ReadMessage | undefined
  /** Whether every message that is stored is in the index. */
  readonly isWhole: () => boolean
  /**
   * Takes at most `limit` of the messages into the index that were stored before there was one, in a transaction of the caller's. Returns whether
   * it is whole after it.
   */
  readonly fill: (limit: number) => boolean
  /**
   * Does a step of taking words out of the index that many messages at once had, in a transaction of the caller's. Returns whether more is to be
   * done.
   */
  readonly merge: () => boolean
}

/** Names under which it is kept how far the index is filled, and that something is left to a merge. */
const filledName = 'wordsFilled'
const toMergeName = 'wordsToMerge'

interface Filled {
  readonly version: number
  readonly threadId: number
  readonly seq: number
  readonly isWhole: boolean
}

/** Opens the index, and empties it where another version of the program has made its tokens. */
export function createWordStore(db: ConsoleDatabase, index: WordIndex, steps: WordSteps, read: MessageReader) {
  const readValue = db.prepare<[string], string>('SELECT value_json FROM setting WHERE name = ?').pluck()
  const writeValue = db.prepare<[string, string]>(
    `INSERT INTO setting (name, value_json) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json`,
  )
  const removeValue = db.prepare<[string]>('DELETE FROM setting WHERE name = ?')
  const next = db.prepare<[number, number, number], { threadId: number; seq: number }>(
    `SELECT thread_id AS threadId, seq FROM entry
     WHERE (thread_id, seq) > (?, ?) AND kind = 'message' ORDER BY thread_id, seq LIMIT ?`,
  )
  const search = createWordSearch(db, index)
  let filled = openFilled()
  let isMerging = false

  function openFilled(): Filled {
    const stored = readValue.get(filledName)
    // Written by this program alone, into a file that nobody else can read.
    const before = stored === undefined ? undefined : (JSON.parse(stored) as Filled)
    if (before?.version === tokensVersion) return before
    if (before) db.transaction(() => index.clear())()
    return { version: tokensVersion, threadId: 0, seq: 0, isWhole: false }
  }

  function save(now: Filled): boolean {
    filled = now
    writeValue.run(filledName, JSON.stringify(now))
    return now.isWhole
  }

  const words: WordStore = {
    find: search.find,
    read: ({ threadId, seq }) => read(threadId, seq),
    isWhole: () => filled.isWhole,
    fill: (limit) => {
      if (filled.isWhole) return true
      const messages = next.all(filled.threadId, filled.seq, limit)
      for (const { threadId, seq } of messages) steps.add(threadId, seq)
      const last = messages.at(-1) ?? filled
      return save({ ...filled, threadId: last.threadId, seq: last.seq, isWhole: messages.length < limit })
    },
    merge: () => {
      if (readValue.get(toMergeName) === undefined) return false
      const isMore = index.mergeStep(!isMerging)
      isMerging = isMore
      if (!isMore) removeValue.run(toMergeName)
      return isMore
    },
  }
  return {
    words,
    /** Writes what is left of a transaction of the stores into it. */
    flush: () => {
      if (index.flush()) writeValue.run(toMergeName, 'true')
    },
    abandon: () => {
      index.abandon()
      filled = openFilled()
    },
  }
}
