import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advanceWatermark, noWatermark, type Watermark } from '../../../src/shared/model/watermark.ts'

const upTo = fc.integer({ min: 0, max: 50 })
const heard = fc.record({ deliveredUpTo: upTo, readUpTo: upTo }, { requiredKeys: [] })
/** Watermarks as they come about: by hearing things, from nothing. */
const reachable = (head: number) =>
  fc.array(heard).map((all) => all.reduce<Watermark>((mark, next) => advanceWatermark(mark, next, head), noWatermark))

describe('a watermark', () => {
  it('advances each part on its own', () => {
    expect(advanceWatermark({ deliveredUpTo: 3, readUpTo: 1 }, { deliveredUpTo: 5 }, 9)).toEqual({
      deliveredUpTo: 5,
      readUpTo: 1,
    })
    expect(advanceWatermark({ deliveredUpTo: 3, readUpTo: 1 }, { readUpTo: 2 }, 9)).toEqual({
      deliveredUpTo: 3,
      readUpTo: 2,
    })
  })

  it('counts what is read as delivered', () => {
    expect(advanceWatermark(noWatermark, { readUpTo: 4 }, 9)).toEqual({ deliveredUpTo: 4, readUpTo: 4 })
  })

  it('does not go beyond the newest entry there is', () => {
    expect(advanceWatermark(noWatermark, { deliveredUpTo: 8, readUpTo: 7 }, 5)).toEqual({
      deliveredUpTo: 5,
      readUpTo: 5,
    })
  })

  it('is not lowered by a head that is behind', () => {
    expect(advanceWatermark({ deliveredUpTo: 5, readUpTo: 5 }, { readUpTo: 5 }, 2)).toEqual({
      deliveredUpTo: 5,
      readUpTo: 5,
    })
  })

  it('only ever grows, whatever is heard', () => {
    fc.assert(
      fc.property(reachable(40), heard, upTo, (mark, next, head) => {
        const after = advanceWatermark(mark, next, head)
        expect(after.deliveredUpTo).toBeGreaterThanOrEqual(mark.deliveredUpTo)
        expect(after.readUpTo).toBeGreaterThanOrEqual(mark.readUpTo)
      }),
    )
  })

  it('never has more read than delivered', () => {
    fc.assert(
      fc.property(reachable(40), (mark) => {
        expect(mark.readUpTo).toBeLessThanOrEqual(mark.deliveredUpTo)
      }),
    )
  })

  it('comes out the same in whatever order and however often things are heard', () => {
    fc.assert(
      fc.property(fc.array(heard), fc.infiniteStream(fc.nat()), (all, order) => {
        const merge = (list: readonly Partial<Watermark>[]) =>
          list.reduce<Watermark>((mark, next) => advanceWatermark(mark, next, 40), noWatermark)
        const shuffled = [...all, ...all]
          .map((next) => ({ next, place: order.next().value ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ next }) => next)
        expect(merge(shuffled)).toEqual(merge(all))
      }),
    )
  })
})
