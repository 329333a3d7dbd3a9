import { expect, test } from 'vitest'
import { createFreshness } from '../../../../src/main/core/link/freshness.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const clock = createFakeClock()
  const freshness = createFreshness({ clock })
  freshness.start()
  /** Something comes after so long. */
  const comesAfter = (ms: number) => {
    clock.advance(ms)
    freshness.noteSign()
    return freshness.isFresh()
  }
  return { clock, freshness, comesAfter }
}

test('what comes on a line on which something comes now and then was sent just now', () => {
  const { comesAfter } = start()
  expect([1_000, 11_000, 12_000, 0].map(comesAfter)).toEqual([true, true, true, true])
})

test('what comes after a silence, and all that comes with it, may have been sent long before', () => {
  const { comesAfter } = start()
  expect([12_001, 0, 5, 3_000].map(comesAfter)).toEqual([false, false, false, false])
})

test('what comes after a sleep may have been sent before it, although no time passed by the even clock', () => {
  const { clock, comesAfter } = start()
  clock.set(3_600_000)
  expect(comesAfter(10)).toBe(false)
})

test('an answer to what was asked since ends the doubt, and one to what was asked before does not', () => {
  const { clock, freshness, comesAfter } = start()
  const askedBefore = clock.steady()
  clock.advance(60_000)
  freshness.noteAnswer(askedBefore)
  expect(freshness.isFresh()).toBe(false)
  const askedSince = clock.steady()
  expect(comesAfter(20)).toBe(false)
  freshness.noteAnswer(askedSince)
  expect(freshness.isFresh()).toBe(true)
})

test('nothing is under way on a line that has just been opened', () => {
  const { clock, freshness, comesAfter } = start()
  comesAfter(60_000)
  clock.advance(60_000)
  freshness.start()
  expect(comesAfter(100)).toBe(true)
})
