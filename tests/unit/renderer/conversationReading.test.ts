import { describe, expect, it } from 'vitest'
import type { MessageRow, Row } from '../../../src/renderer/features/conversation/rows/conversationRows.ts'
import {
  countNewBelow,
  placeOnOpening,
  seqsInView,
} from '../../../src/renderer/features/conversation/scrolling/readingPosition.ts'
import { estimateRowPx, offsetOfRow } from '../../../src/renderer/features/conversation/scrolling/rowHeights.ts'
import { createSeenTracker } from '../../../src/renderer/state/reading/seenTracker.ts'
import { entrySchema } from '../../../src/shared/model/entry.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

function row(seq: number, own = false): MessageRow {
  const entry = entrySchema.parse({
    id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    sessionId: 'visit-1',
    thread: 'care',
    seq,
    at: seq,
    senderId: own ? 'me' : 'maria',
    senderName: 'Somebody',
    senderRole: own ? 'clinician' : 'patient',
    body: { kind: 'message', type: 'text', text: 'text' },
  })
  return {
    kind: 'message',
    key: entry.id,
    entry,
    at: seq,
    senderName: 'Somebody',
    text: 'text',
    withheld: null,
    files: [],
    editedAt: null,
    reactions: [],
    ...{ amending: [], redaction: null },
    alsoSeqs: [],
    ownFiles: [],
    quote: null,
    own: own ? { kind: 'sent', since: null } : null,
    isLong: false,
    startsGroup: true,
    endsGroup: true,
    showsName: true,
  }
}

const unread: Row = { kind: 'unread', key: 'unread', count: 2, isPassedOver: false }
const atEnd = { kind: 'end' } as const

describe('where a conversation opens', () => {
  const rows: Row[] = [row(1), row(2), unread, row(3)]

  it('is where the reader left it', () => {
    const position = { kind: 'row', key: row(2).key, seq: 2, aboveEdgePx: 12 } as const
    expect(placeOnOpening(rows, { position, shownUpTo: 3 })).toEqual({ kind: 'row', index: 1, aboveEdgePx: 12 })
  })

  it('is at the entry that stood there where the row of it is another by now', () => {
    const position = { kind: 'row', key: 'folded', seq: 3, aboveEdgePx: 12 } as const
    expect(placeOnOpening(rows, { position, shownUpTo: 3 })).toEqual({ kind: 'row', index: 3, aboveEdgePx: 0 })
    const last = { kind: 'row', key: 'gone', seq: 4, aboveEdgePx: 12 } as const
    expect(placeOnOpening([row(1)], { position: last, shownUpTo: 3 })).toEqual({ kind: 'end' })
  })

  it('is the first unread for who has not been there', () => {
    expect(placeOnOpening(rows, undefined)).toEqual({ kind: 'row', index: 2, aboveEdgePx: 0 })
  })

  it('is what came since for a reader who left at the end, and not the unread that was above it', () => {
    expect(placeOnOpening(rows, { position: atEnd, shownUpTo: 2 })).toEqual({ kind: 'row', index: 2, aboveEdgePx: 0 })
    const more = [...rows, row(4, true), row(5)]
    expect(placeOnOpening(more, { position: atEnd, shownUpTo: 3 })).toEqual({ kind: 'row', index: 5, aboveEdgePx: 0 })
    expect(placeOnOpening(more, { position: atEnd, shownUpTo: 5 })).toEqual({ kind: 'end' })
  })

  it('is the end when nothing is unread', () => {
    expect(placeOnOpening([row(1)], undefined)).toEqual({ kind: 'end' })
    expect(placeOnOpening([row(1)], { position: atEnd, shownUpTo: 0 })).toEqual({ kind: 'end' })
  })
})

describe('what is in view', () => {
  const spans = [
    { row: row(1), startPx: 0, endPx: 100 },
    { row: unread, startPx: 100, endPx: 120 },
    { row: row(2), startPx: 120, endPx: 900 },
    { row: row(3), startPx: 900, endPx: 1_000 },
  ]

  it('is the entries whose last line shows, however tall they are', () => {
    expect(seqsInView(spans, 50, 500)).toEqual([1])
    expect(seqsInView(spans, 500, 950)).toEqual([2])
    expect(seqsInView(spans, 500, 1_000)).toEqual([2, 3])
  })

  it('is nothing in a window without height', () => {
    expect(seqsInView(spans, 0, 0)).toEqual([])
  })
})

describe('the count of new messages below', () => {
  it('counts those of others after the last one that was on screen', () => {
    const rows = [row(1), row(2), row(3, true), row(4), row(5)]
    expect(countNewBelow(rows, 2)).toBe(2)
    expect(countNewBelow(rows, 5)).toBe(0)
  })
})

describe('the seen tracker', () => {
  function track(readUpTo: number, passedOverBefore: number | null = null) {
    const clock = createFakeClock()
    const reports: number[] = []
    const passedOver: (number | null)[] = []
    const tracker = createSeenTracker({
      ...{ clock, dwellMs: 1_000, readUpTo, passedOver: passedOverBefore },
      onSeen: (upTo) => reports.push(upTo),
      onPassedOver: (after) => passedOver.push(after),
    })
    return { clock, reports, passedOver, tracker }
  }

  it('reports an entry after it was shown for a second, and not before', () => {
    const { clock, reports, tracker } = track(0)
    tracker.show([1, 2])
    clock.advance(999)
    expect(reports).toEqual([])
    clock.advance(1)
    expect(reports).toEqual([2])
  })

  it('starts again when the entry was away in between', () => {
    const { clock, reports, tracker } = track(0)
    tracker.show([1])
    clock.advance(900)
    tracker.show([])
    tracker.show([1])
    clock.advance(900)
    expect(reports).toEqual([])
    clock.advance(100)
    expect(reports).toEqual([1])
  })

  it('never reports what nobody looked at', () => {
    const { clock, reports, tracker } = track(0)
    tracker.show([])
    clock.advance(60_000)
    expect(reports).toEqual([])
  })

  it('does not jump over an entry that was not shown', () => {
    const { clock, reports, tracker } = track(3)
    tracker.show([8, 9])
    clock.advance(5_000)
    expect(reports).toEqual([])
    tracker.show([4, 5, 6, 7])
    clock.advance(1_000)
    expect(reports).toEqual([9])
  })

  it('needs no look at own entries, and does not report for them alone', () => {
    const { clock, reports, tracker } = track(0)
    tracker.pass([1])
    clock.advance(5_000)
    expect(reports).toEqual([])
    tracker.show([1, 2])
    clock.advance(1_000)
    expect(reports).toEqual([2])
  })

  it('continues from what was read elsewhere', () => {
    const { clock, reports, tracker } = track(0)
    tracker.advance(5)
    tracker.show([6])
    clock.advance(1_000)
    expect(reports).toEqual([6])
  })

  it('reports with an answer what is in front of the person, and all before it', () => {
    const { clock, reports, passedOver, tracker } = track(3)
    tracker.show([8, 9])
    tracker.answer()
    expect(reports).toEqual([9])
    expect(passedOver).toEqual([3])
    tracker.advance(9)
    tracker.show([10])
    clock.advance(1_000)
    expect(reports).toEqual([9, 10])
  })

  it('reports nothing with an answer while nothing unread is in front of anybody', () => {
    const { reports, tracker } = track(3)
    tracker.answer()
    tracker.show([2, 3])
    tracker.answer()
    expect(reports).toEqual([])
  })

  it('passes over nothing with an answer to what stands right after what was read', () => {
    const { reports, passedOver, tracker } = track(3)
    tracker.show([4, 5])
    tracker.answer()
    expect(reports).toEqual([5])
    expect(passedOver).toEqual([])
  })

  it('remembers what an answer passed over until it was looked at', () => {
    const { clock, reports, passedOver, tracker } = track(9, 3)
    tracker.show([4, 5])
    clock.advance(1_000)
    expect(passedOver).toEqual([5])
    tracker.pass([6])
    tracker.show([7, 8, 9])
    clock.advance(1_000)
    expect(passedOver).toEqual([5, 6, null])
    expect(reports).toEqual([])
  })

  it('reports nothing after it was stopped', () => {
    const { clock, reports, tracker } = track(0)
    tracker.show([1])
    tracker.stop()
    clock.advance(5_000)
    expect(reports).toEqual([])
  })
})

describe('the place of a row before it is measured', () => {
  it('is what stands above it, and for the end what stands above the end', () => {
    const heights = [10, 20, 30]
    const heightOf = (index: number) => heights[index] ?? 0
    expect([0, 1, 3].map((index) => offsetOfRow(3, heightOf, 5, index))).toEqual([5, 15, 65])
  })

  it('grows with the lines of its text', () => {
    const short = row(1)
    const plainPx = estimateRowPx(short, false)
    expect(estimateRowPx({ ...short, text: 'a\nb\nc' }, false)).toBeGreaterThan(plainPx)
    expect(estimateRowPx({ ...short, text: 'a'.repeat(500) }, false)).toBeGreaterThan(plainPx)
  })
})
