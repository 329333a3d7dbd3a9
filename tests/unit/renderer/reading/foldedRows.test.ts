import { describe, expect, it } from 'vitest'
import { buildRows, type Row, seqsOfRow } from '../../../../src/renderer/features/conversation/rows/conversationRows.ts'
import { keepUnchanged } from '../../../../src/renderer/features/conversation/rows/keepUnchanged.ts'
import { isLongText } from '../../../../src/renderer/features/conversation/rows/longText.ts'
import { estimateRowPx } from '../../../../src/renderer/features/conversation/scrolling/rowHeights.ts'
import { type Entry, entrySchema, type StateChange } from '../../../../src/shared/model/entry.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'

const noon = new Date(2026, 10, 20, 12).getTime()
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const me = userIdSchema.parse('dr-okafor')
const idOf = (seq: number) => `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`

function entry(seq: number, body: object, at = noon + seq * minuteMs): Entry {
  return entrySchema.parse({
    ...{ id: idOf(seq), sessionId: 'visit-1', thread: 'care', seq, at, body },
    ...{ senderId: 'maria', senderName: 'Maria Lindqvist', senderRole: 'patient' },
  })
}
const said = (seq: number, text = `text ${seq}`) => entry(seq, { kind: 'message', type: 'text', text })
const became = (seq: number, change: StateChange, at?: number) => entry(seq, { kind: 'state', change }, at)
const joined = (seq: number, at?: number) =>
  entry(seq, { kind: 'membership', userId: 'noor', name: 'Noor Hassan', role: 'support', change: 'joined' }, at)

function rowsOf(entries: readonly Entry[], isWhole = true, readUpTo = 1_000): Row[] {
  return buildRows({
    ...{
      entries,
      pending: [],
      amending: [],
      amendments: [],
      ownUserId: me,
      ownName: 'Dr Ada Okafor',
      participants: [],
    },
    ...{ earlier: { kind: isWhole ? 'nothing' : 'more' }, later: { kind: 'nothing' } },
    reached: { deliveredUpTo: 0, readUpTo: 0, steps: [] },
    opening: { readUpTo, head: 1_000, unread: 0, isPassedOver: false },
  })
}
const seqsOfSystem = (rows: readonly Row[]) =>
  rows.flatMap((row) => (row.kind === 'system' ? [row.entries.map(({ seq }) => seq)] : []))

describe('what the system did', () => {
  it('is one row where several such entries stand next to each other, and none of them is left out', () => {
    const rows = rowsOf([became(1, 'opened'), joined(2), joined(3), became(4, 'claimed'), said(5), joined(6)])
    expect(seqsOfSystem(rows)).toEqual([[1, 2, 3, 4], [6]])
    expect(rows.flatMap(seqsOfRow)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each(['expired', 'closed', 'reopened', 'transferred', 'escalated', 'disputed', 'disputeResolved'] as const)(
    'is never hidden among others where a session was %s',
    (change) => {
      expect(seqsOfSystem(rowsOf([joined(1), joined(2), became(3, change), joined(4), joined(5)]))).toEqual([
        [1, 2],
        [3],
        [4, 5],
      ])
    },
  )

  it('is not joined across a day, nor across the line above what is unread', () => {
    const nextDay = noon + dayMs
    const unread = entry(3, { kind: 'message', type: 'text', text: 'new' }, nextDay + minuteMs)
    const run = [joined(1, noon), joined(2, nextDay), unread, joined(4, nextDay + 2 * minuteMs)]
    const kinds = rowsOf(run, true, 2).map(({ kind }) => kind)
    expect(kinds).toEqual(['day', 'system', 'day', 'system', 'unread', 'message', 'system'])
  })

  it('has in view with it what was said of a message between its entries', () => {
    const edit = entry(3, { kind: 'edit', text: 'put otherwise', target: idOf(1), targetSeq: 1 })
    const rows = rowsOf([said(1), joined(2), edit, joined(4)])
    expect(seqsOfSystem(rows)).toEqual([[2, 4]])
    expect(rows.flatMap(seqsOfRow).toSorted()).toEqual([1, 2, 3, 4])
  })

  it('is the same row, of the same height, when earlier entries come above it', () => {
    const run = [joined(1), joined(2), joined(3), joined(4), said(5)]
    const [whole] = rowsOf(run, false)
    const [part] = rowsOf(run.slice(2), false)
    expect(part?.key).toBe(whole?.key)
    expect(part && estimateRowPx(part, true)).toBe(whole && estimateRowPx(whole, true))
  })

  it('is drawn again when one more is added to it', () => {
    const before = rowsOf([joined(2), joined(3)])
    const after = keepUnchanged(before, rowsOf([joined(1), joined(2), joined(3)]))
    expect(after.at(-1)).not.toBe(before.at(-1))
    expect(keepUnchanged(before, rowsOf([joined(2), joined(3)])).at(-1)).toBe(before.at(-1))
  })
})

describe('a long text', () => {
  it('is one of 25 lines and more, broken by its writer or by its length', () => {
    const lines = (count: number) => Array(count).fill('It hurts.').join('\n')
    expect([24, 25, 300].map((count) => isLongText(lines(count)))).toEqual([false, true, true])
    expect([1_600, 15_000].map((count) => isLongText('x'.repeat(count)))).toEqual([false, true])
    expect(isLongText('')).toBe(false)
  })

  it('takes the room of its beginning until it is unfolded', () => {
    const [, short, long] = rowsOf([said(1, 'x'.repeat(15_000)), said(2, 'x'.repeat(14_000))])
    if (!short || !long) throw new Error('there are two messages')
    expect(estimateRowPx(short, true) - estimateRowPx(long, true)).toBeLessThan(30)
    expect(estimateRowPx(short, false)).toBeGreaterThan(5 * estimateRowPx(short, true))
  })
})
