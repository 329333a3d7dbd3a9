import { expect, test } from 'vitest'
import { type ConsoleThread, type DeliveredMarks, findRangeFaults } from '../../faults/ranges/rangeOracle.ts'

const entries = (from: number, upTo: number) =>
  Array.from({ length: upTo - from + 1 }, (_, n) => ({
    seq: from + n,
    id: `id-${from + n}`,
    body: JSON.stringify({ kind: 'message', text: `${from + n}` }),
  }))

const relay = (deliveredUpTo: number) => [{ key: 's care', entries: entries(1, 10), deliveredUpTo }]

function kindsOf(held: Partial<ConsoleThread>, deliveredUpTo = 0, marks: DeliveredMarks = new Map()) {
  const thread = { key: 's care', ranges: [], entries: [], ...held }
  return findRangeFaults(relay(deliveredUpTo), [thread], marks).map(({ kind }) => kind)
}

test('two ranges that the relay has just so, with a hole between them, are right', () => {
  const ranges = [
    { fromSeq: 1, upToSeq: 3 },
    { fromSeq: 6, upToSeq: 10 },
  ]
  expect(kindsOf({ ranges, entries: [...entries(1, 3), ...entries(6, 10)] }, 3)).toEqual([])
})

test('a range with an entry missing in it is a hole', () => {
  const held = entries(1, 10).filter(({ seq }) => seq !== 4)
  expect(kindsOf({ ranges: [{ fromSeq: 1, upToSeq: 10 }], entries: held })).toEqual(['hole'])
})

test('ranges that touch or overlap are found', () => {
  const ranges = [
    { fromSeq: 1, upToSeq: 3 },
    { fromSeq: 4, upToSeq: 10 },
  ]
  expect(kindsOf({ ranges, entries: entries(1, 10) })).toEqual(['overlap'])
})

test('a range beyond what the relay has is found', () => {
  expect(kindsOf({ ranges: [{ fromSeq: 10, upToSeq: 11 }], entries: entries(10, 11) })).toEqual(['foreign', 'beyond'])
})

test('another text at the place of an entry is found, but not one that the relay has redacted meanwhile', () => {
  const [first] = entries(1, 1)
  const other = { seq: 1, id: 'id-1', body: JSON.stringify({ kind: 'message', text: 'other' }) }
  expect(kindsOf({ entries: [other] })).toEqual(['foreign'])
  const redacted = { seq: 1, id: 'id-1', body: JSON.stringify({ kind: 'message', text: '', redacted: true }) }
  const thread = { key: 's care', ranges: [], entries: first ? [first] : [] }
  expect(findRangeFaults([{ key: 's care', entries: [redacted], deliveredUpTo: 0 }], [thread], new Map())).toEqual([])
})

test('a watermark beyond what was ever held without a hole is found', () => {
  const tail = { ranges: [{ fromSeq: 6, upToSeq: 10 }], entries: entries(6, 10) }
  expect(kindsOf(tail, 10)).toEqual(['marked'])
  const marks: DeliveredMarks = new Map()
  kindsOf({ ranges: [{ fromSeq: 1, upToSeq: 10 }], entries: entries(1, 10) }, 10, marks)
  expect(kindsOf(tail, 10, marks)).toEqual([])
})
