import type { ConsoleDatabase } from '../openDatabase.ts'
import { kindTokens, senderToken, threadToken } from './messageTokens.ts'
import { rowSpan } from './rowIds.ts'
import type { WordIndex } from './wordIndex.ts'

/** Tokens that a message has, as far as an index can tell; whether it is meant is to be seen in the message. */
export interface WordQuestion {
  /** Beginnings of tokens, as `tokensOf` gives them: of words of the message, and of the name of who said it. */
  readonly words: readonly string[]
  readonly senderWords: readonly string[]
  readonly kinds: readonly (keyof typeof kindTokens)[]
  /** The threads that it may be in; null: any. */
  readonly threadIds: readonly number[] | null
  /** Time from which on and before which it was said (ms since 1970). */
  readonly fromMs: number
  readonly beforeMs: number
}

/** Place of a message that may be meant. */
export interface WordRow {
  readonly rowId: number
  readonly threadId: number
  readonly seq: number
}

/** `reached`: rows before it were not looked at; null where none are left. */
export interface WordRows {
  readonly rows: readonly WordRow[]
  readonly reached: number | null
}

/** A beginning of so few tokens is asked for token by token: FTS5 then reads as many rows as are asked for. */
const mostAlternatives = 16
/** A beginning that so few messages have is gathered whole, a few milliseconds; more are asked for in the text, where they are found soon. */
const mostGathered = 10_000
/** Tokens that are listed of a beginning at the most. */
const mostTokens = 2_000
/** Threads that are asked for in the index; messages of more are told by their threads. */
const mostThreads = 64
/** Messages that are looked through in one step where every word that is sought is in very many of them. */
const rowsOfStep = 50_000

type Asked =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'unasked' }
  | { readonly kind: 'asked'; readonly query: string; readonly most: number }

/** Creates what finds the newest messages that a question may mean, in short steps. */
export function createWordSearch(db: ConsoleDatabase, index: Pick<WordIndex, 'tokensFrom' | 'countOf'>) {
  const newest = db.prepare<[number, number, number], WordRow>(
    `SELECT row_id AS rowId, thread_id AS threadId, seq FROM word_row
     WHERE row_id >= ? AND row_id < ? ORDER BY row_id DESC LIMIT ?`,
  )
  const matching = db.prepare<[string, number, number, number], WordRow>(
    `SELECT row_id AS rowId, thread_id AS threadId, seq FROM entry_words JOIN word_row ON row_id = entry_words.rowid
     WHERE entry_words MATCH ? AND entry_words.rowid >= ? AND entry_words.rowid < ?
     ORDER BY entry_words.rowid DESC LIMIT ?`,
  )
  const stepEnd = db
    .prepare<[number, number], number>(
      'SELECT row_id FROM word_row WHERE row_id < ? ORDER BY row_id DESC LIMIT 1 OFFSET ?',
    )
    .pluck()

  function askBeginning(beginning: string): Asked {
    const tokens = index.tokensFrom(beginning, mostTokens + 1)
    if (tokens.length === 0) return { kind: 'nowhere' }
    const most = tokens.reduce((sum, { count }) => sum + count, 0)
    if (tokens.length <= mostAlternatives) return { kind: 'asked', query: anyOf(tokens.map(({ word }) => word)), most }
    const isFew = tokens.length <= mostTokens && most <= mostGathered
    return isFew ? { kind: 'asked', query: `"${beginning}"*`, most } : { kind: 'unasked' }
  }

  function askAnyOf(tokens: readonly string[]): Asked {
    const counted = tokens.map((word) => ({ word, count: index.countOf(word) })).filter(({ count }) => count > 0)
    if (counted.length === 0) return { kind: 'nowhere' }
    const most = counted.reduce((sum, { count }) => sum + count, 0)
    return { kind: 'asked', query: anyOf(counted.map(({ word }) => word)), most }
  }

  function askAll({ words, senderWords, kinds, threadIds }: WordQuestion): Asked[] {
    const threads = threadIds?.map(threadToken)
    return [
      ...words.map(askBeginning),
      ...senderWords.map((word) => askBeginning(senderToken(word))),
      ...kinds.map((kind) => askAnyOf([kindTokens[kind]])),
      ...(threads && threads.length <= mostThreads ? [askAnyOf(threads)] : []),
    ]
  }

  return {
    /** Returns at most `limit` of them, newest first, that stand before the row `before` (null: from the newest on). */
    find: (question: WordQuestion, before: number | null, limit: number): WordRows => {
      const span = rowSpan(question.fromMs, question.beforeMs)
      const end = Math.min(before ?? span.before, span.before)
      const all = askAll(question)
      if (all.some(({ kind }) => kind === 'nowhere') || end <= span.from) return { rows: [], reached: null }
      const asked = all.filter((one) => one.kind === 'asked')
      if (asked.length === 0) return rowsBefore(newest.all(span.from, end, limit), limit, null)
      const query = asked.map((one) => one.query).join(' AND ')
      const isFew = asked.some(({ most }) => most <= mostGathered)
      const reached = isFew ? null : (stepEnd.get(end, rowsOfStep) ?? null)
      const from = Math.max(span.from, reached ?? span.from)
      return rowsBefore(matching.all(query, from, end, limit), limit, from > span.from ? reached : null)
    },
  }
}

function rowsBefore(rows: readonly WordRow[], limit: number, reached: number | null): WordRows {
  return { rows, reached: rows.length === limit ? (rows.at(-1)?.rowId ?? null) : reached }
}

function anyOf(tokens: readonly string[]): string {
  return `(${tokens.map((token) => `"${token}"`).join(' OR ')})`
}
