import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isHeldAfter,
  lastHeldUpTo,
  rangeAt,
  withinBounds,
  withRange,
} from '../../../../../src/main/core/log/ranges/heldRanges.ts'
import type { HeldRange } from '../../../../../src/main/storage/rangeStore.ts'

const largest = 40
const aRange = fc
  .record({ fromSeq: fc.integer({ min: 1, max: largest }), length: fc.integer({ min: 1, max: 12 }) })
  .map(({ fromSeq, length }): HeldRange => ({ fromSeq, upToSeq: fromSeq + length - 1 }))
const someRanges = fc.array(aRange, { maxLength: 8 }).map((added) => added.reduce<HeldRange[]>(withRange, []))
const aSeq = fc.integer({ min: 1, max: largest + 12 })

const seqsOf = (ranges: readonly HeldRange[]) =>
  new Set(
    ranges.flatMap(({ fromSeq, upToSeq }) => Array.from({ length: upToSeq - fromSeq + 1 }, (_, i) => fromSeq + i)),
  )

/** Ascending, and of no two does one overlap or touch the other: a hole lies between them. */
function expectApart(ranges: readonly HeldRange[]): void {
  for (const [index, { fromSeq, upToSeq }] of ranges.entries()) {
    expect(fromSeq).toBeLessThanOrEqual(upToSeq)
    expect(fromSeq).toBeGreaterThan((ranges[index - 1]?.upToSeq ?? -1) + 1)
  }
}

test('ranges with one more hold what was held and what was added, and nothing else', () => {
  fc.assert(
    fc.property(someRanges, aRange, (ranges, added) => {
      const joined = withRange(ranges, added)
      expectApart(joined)
      expect(seqsOf(joined)).toEqual(seqsOf([...ranges, added]))
    }),
  )
})

test('ranges within bounds hold what was held within them', () => {
  fc.assert(
    fc.property(someRanges, aRange, (ranges, bounds) => {
      const within = withinBounds(ranges, bounds)
      expectApart(within)
      expect(seqsOf(within)).toEqual(new Set([...seqsOf(ranges)].filter((seq) => seqsOf([bounds]).has(seq))))
    }),
  )
})

test('what is held at a place, up to it and after it is what the ranges say', () => {
  fc.assert(
    fc.property(someRanges, aSeq, aSeq, (ranges, seq, other) => {
      const held = seqsOf(ranges)
      expect(rangeAt(ranges, seq) !== undefined).toBe(held.has(seq))
      expect(lastHeldUpTo(ranges, seq)).toBe(Math.max(0, ...[...held].filter((one) => one <= seq)))
      const between = Array.from({ length: Math.max(0, other - seq) }, (_, index) => seq + 1 + index)
      expect(isHeldAfter(ranges, seq, other)).toBe(between.every((one) => held.has(one)))
    }),
  )
})
