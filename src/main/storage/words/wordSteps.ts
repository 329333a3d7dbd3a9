import type { ConsoleDatabase } from '../openDatabase.ts'
import { messageTokens } from './messageTokens.ts'
import type { MessageReader } from './readMessage.ts'
import { createRowIds } from './rowIds.ts'
import type { WordIndex } from './wordIndex.ts'

export type WordSteps = ReturnType<typeof createWordSteps>

/**
 * Keeps the index in step with the entries, in their transactions: what a message is found by is always made of its entry and of what is stored
 * about it, so that the words it had are known when others take their place.
 */
export function createWordSteps(db: ConsoleDatabase, index: WordIndex, read: MessageReader) {
  const rowIds = createRowIds(db)
  const findRow = db
    .prepare<[number, number], number>('SELECT row_id FROM word_row WHERE thread_id = ? AND seq = ?')
    .pluck()
  const putRow = db.prepare<[number, number, number]>('INSERT INTO word_row (row_id, thread_id, seq) VALUES (?, ?, ?)')
  const removeRow = db.prepare<[number]>('DELETE FROM word_row WHERE row_id = ?')
  const rowsIn = db
    .prepare<[number, number, number], number>('SELECT seq FROM word_row WHERE thread_id = ? AND seq BETWEEN ? AND ?')
    .pluck()

  function tokensAt(threadId: number, seq: number): readonly string[] {
    const message = read(threadId, seq)
    return message ? messageTokens(message, message.view) : []
  }

  /** Takes a message into the index, unless it is in it. */
  function add(threadId: number, seq: number): void {
    if (findRow.get(threadId, seq) !== undefined) return
    const message = read(threadId, seq)
    const tokens = message ? messageTokens(message, message.view) : []
    if (!message || tokens.length === 0) return
    const rowId = rowIds.idFor(message.at)
    putRow.run(rowId, threadId, seq)
    index.add(rowId, tokens)
  }

  function settle(threadId: number, seq: number, before: readonly string[]): void {
    const rowId = findRow.get(threadId, seq)
    if (rowId === undefined) {
      add(threadId, seq)
      return
    }
    const after = tokensAt(threadId, seq)
    if (after.length === 0) {
      removeRow.run(rowId)
      index.remove(rowId, before)
    } else if (after.join(' ') !== before.join(' ')) index.replace(rowId, before, after)
  }

  return {
    add,
    /** Runs what changes these messages, or what is said of them, and brings the index after it. */
    change: <T>(threadId: number, seqs: readonly number[], work: () => T): T => {
      const before = [...new Set(seqs)].map((seq) => ({ seq, tokens: tokensAt(threadId, seq) }))
      const result = work()
      for (const { seq, tokens } of before) settle(threadId, seq, tokens)
      return result
    },
    /** Takes the messages from one `seq` to another out, before they are removed. */
    remove: (threadId: number, fromSeq: number, upToSeq: number): void => {
      for (const seq of rowsIn.all(threadId, fromSeq, upToSeq)) {
        const rowId = findRow.get(threadId, seq)
        if (rowId === undefined) continue
        index.remove(rowId, tokensAt(threadId, seq))
        removeRow.run(rowId)
      }
    },
  }
}
