import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choosePart, edgesOf } from '../../../../../src/main/core/log/ranges/choosePart.ts'
import { withRange } from '../../../../../src/main/core/log/ranges/heldRanges.ts'
import type { HeldRange } from '../../../../../src/main/storage/rangeStore.ts'
import type { PlaceInThread } from '../../../../../src/shared/ipc/message.ts'
import type { Failure } from '../../../../../src/shared/model/failure.ts'

const thread = (ranges: readonly (readonly [number, number])[], headSeq: number) => ({
  ranges: ranges.map(([fromSeq, upToSeq]) => ({ fromSeq, upToSeq })),
  headSeq,
  isDoubted: false,
})
const offline: Failure = { kind: 'offline', message: 'no line' }

/** Fetches as from a relay that has everything up to the head, in pages of at most `pageEntries`. */
function fetchAll(
  begun: ReturnType<typeof thread>,
  place: PlaceInThread,
  { limit, pageEntries }: { readonly limit: number; readonly pageEntries: number },
) {
  let { ranges }: { ranges: HeldRange[] } = begun
  for (let requests = 0; ; requests += 1) {
    const part = choosePart({ ...begun, ranges }, place, limit)
    if (!part.lacking) return { part, requests }
    expect(requests).toBeLessThan(2_000)
    const { after, before, limit: most } = part.lacking
    const count = Math.min(most, pageEntries)
    const upToSeq =
      after === undefined ? Math.min(begun.headSeq, (before ?? Infinity) - 1) : Math.min(begun.headSeq, after + count)
    const fromSeq = after === undefined ? Math.max(1, upToSeq - count + 1) : after + 1
    const isRestart = after === undefined && before === undefined
    ranges = withRange(isRestart ? [] : ranges, { fromSeq, upToSeq })
  }
}

describe('a part of a thread', () => {
  test('is fetched whole wherever it is, whatever is held and however short the pages are', () => {
    const aRange = fc
      .tuple(fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1, max: 300 }))
      .map(([fromSeq, length]): HeldRange => ({ fromSeq, upToSeq: fromSeq + length - 1 }))
    const aPlace = fc.oneof(
      fc.constant<PlaceInThread>({ kind: 'end' }),
      fc.record({
        kind: fc.constantFrom<'before' | 'after' | 'around'>('before', 'after', 'around'),
        seq: fc.integer({ min: 1, max: 2_000 }),
      }),
    )
    fc.assert(
      fc.property(
        fc.array(aRange, { maxLength: 4 }),
        fc.integer({ min: 0, max: 1_500 }),
        aPlace,
        fc.record({ limit: fc.integer({ min: 1, max: 500 }), pageEntries: fc.integer({ min: 1, max: 200 }) }),
        (held, beyond, place, sizes) => {
          const ranges = held.reduce<HeldRange[]>(withRange, [])
          const headSeq = (ranges.at(-1)?.upToSeq ?? 0) + beyond
          const { part } = fetchAll({ ranges, headSeq, isDoubted: false }, place, sizes)
          expect(part.held).toEqual(part.wanted)
          const length = part.wanted ? part.wanted.upToSeq - part.wanted.fromSeq + 1 : 0
          expect(length).toBeLessThanOrEqual(sizes.limit)
          if (place.kind === 'end') expect(length).toBe(Math.min(headSeq, sizes.limit))
          if (place.kind === 'around' && part.wanted) {
            expect(length).toBe(Math.min(headSeq, sizes.limit))
            const middle = Math.min(place.seq, headSeq)
            expect(part.wanted.fromSeq <= middle && middle <= part.wanted.upToSeq).toBe(true)
          }
        },
      ),
    )
  })

  test('that is held costs no request, and one far back costs what lies there and not what lies between', () => {
    expect(
      fetchAll(thread([[1, 900]], 900), { kind: 'before', seq: 500 }, { limit: 50, pageEntries: 200 }).requests,
    ).toBe(0)
    const far = fetchAll(
      thread([[99_801, 100_000]], 100_000),
      { kind: 'around', seq: 300 },
      { limit: 50, pageEntries: 200 },
    )
    expect([far.requests, far.part.held]).toEqual([1, { fromSeq: 275, upToSeq: 324 }])
  })

  test('is read only when the end of the thread is held, where what is taken back comes', () => {
    expect(choosePart(thread([], 900), { kind: 'before', seq: 500 }, 50).lacking).toEqual({ limit: 200 })
    expect(choosePart(thread([[1, 890]], 900), { kind: 'before', seq: 500 }, 50).lacking).toEqual({
      after: 890,
      limit: 200,
    })
  })
})

describe('what is beyond the ends of a part', () => {
  const edges = (held: ReturnType<typeof thread>, place: PlaceInThread, failure: Failure | null) => {
    const part = choosePart(held, place, 50)
    const { earlier, later } = edgesOf(part, place, held.headSeq, failure)
    return [part.held && [part.held.fromSeq, part.held.upToSeq], earlier.kind, later.kind]
  }

  test('is more, or nothing', () => {
    const whole = thread([[1, 120]], 120)
    expect(edges(whole, { kind: 'end' }, null)).toEqual([[71, 120], 'more', 'nothing'])
    expect(edges(whole, { kind: 'before', seq: 31 }, null)).toEqual([[1, 30], 'nothing', 'more'])
    expect(edges(whole, { kind: 'after', seq: 50 }, null)).toEqual([[51, 100], 'more', 'more'])
    expect(edges(whole, { kind: 'after', seq: 120 }, null)).toEqual([null, 'more', 'nothing'])
    expect(edges(whole, { kind: 'before', seq: 1 }, null)).toEqual([null, 'nothing', 'more'])
    expect(edges(thread([], 0), { kind: 'end' }, null)).toEqual([null, 'nothing', 'nothing'])
  })

  test('is lacking, with the reason, where it could not be fetched', () => {
    const part = thread([[101, 120]], 120)
    expect(edges(part, { kind: 'end' }, offline)).toEqual([[101, 120], 'lacking', 'nothing'])
    expect(edges(part, { kind: 'before', seq: 101 }, offline)).toEqual([null, 'lacking', 'more'])
    expect(edges(thread([[1, 100]], 120), { kind: 'end' }, offline)).toEqual([[51, 100], 'more', 'lacking'])
    expect(edges(thread([[1, 100]], 120), { kind: 'after', seq: 100 }, offline)).toEqual([null, 'more', 'lacking'])
    expect(edges(thread([], 120), { kind: 'end' }, offline)).toEqual([null, 'lacking', 'nothing'])
    // What was asked for is here; what lies before it is another question.
    expect(edges(part, { kind: 'after', seq: 105 }, offline)).toEqual([[106, 120], 'more', 'nothing'])
  })
})
