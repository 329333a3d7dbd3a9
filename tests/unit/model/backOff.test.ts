import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backOffMs } from '../../../src/shared/model/timing/backOff.ts'

const backOff = { firstMs: 500, longestMs: 30_000 }
const at = (failures: number, fraction: number) => backOffMs(failures, backOff, { fraction: () => fraction })

test('doubles from the first wait to the longest', () => {
  expect([1, 2, 3, 7, 8, 1_000].map((failures) => at(failures, 1 - 1e-9))).toEqual([
    500, 1_000, 2_000, 30_000, 30_000, 30_000,
  ])
})

test('spreads the waits over their upper half, and never exceeds the longest', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, fraction) => {
      const wait = at(failures, fraction)
      expect(wait).toBeGreaterThanOrEqual(backOff.firstMs / 2)
      expect(wait).toBeLessThanOrEqual(backOff.longestMs)
      expect(wait).toBeGreaterThanOrEqual(at(failures, 0.999) / 2 - 1)
    }),
  )
})
