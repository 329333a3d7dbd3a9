import type { ConsoleDatabase } from '../openDatabase.ts'

/** Rows that one second of time has room for. */
const rowsOfSecond = 256
/** So many times the place is looked for that is twice as far on, in seconds, where a second is full. */
const mostSteps = 13

/** Row ids of messages from one instant to before another (ms since 1970). */
export interface RowSpan {
  readonly from: number
  readonly before: number
}

/** Returns the rows that messages from one instant to before another may have. */
export function rowSpan(fromMs: number, beforeMs: number): RowSpan {
  const latest = secondOf(Math.min(beforeMs, 8.64e15)) + 1 + 2 ** mostSteps
  return { from: secondOf(Math.max(0, fromMs)) * rowsOfSecond, before: latest * rowsOfSecond }
}

function secondOf(atMs: number): number {
  return Math.floor(atMs / 1_000)
}

/**
 * Creates what gives messages the ids of their rows, ascending by their time to the second. The index reads rows in the order of their ids, so that the newest
 * of a word that is everywhere are found without the others. A message of a full second gets a place a little later.
 */
export function createRowIds(db: ConsoleDatabase) {
  const last = db
    .prepare<[number, number], number | null>('SELECT max(row_id) FROM word_row WHERE row_id BETWEEN ? AND ?')
    .pluck()

  return {
    idFor: (atMs: number): number => {
      for (let step = 0; step <= mostSteps; step += 1) {
        const first = (secondOf(Math.max(0, atMs)) + (step === 0 ? 0 : 2 ** (step - 1))) * rowsOfSecond
        const end = first + rowsOfSecond - 1
        const taken = last.get(first, end)
        if (taken === null || taken === undefined) return first
        if (taken < end) return taken + 1
      }
      // Thousands in one second: no relay writes so many.
      return (last.get(0, Number.MAX_SAFE_INTEGER) ?? 0) + 1
    },
  }
}
