import { expect, it } from 'vitest'
import { noRinging, ringsDue } from '../../../../src/shared/model/clinic/ringing.ts'

const minuteMs = 60_000
const after = (minutes: number, againMinutes: number | null, secondMinutes: number | null) => {
  const { count, isSecondDue } = ringsDue({ againMinutes, secondMinutes }, minutes * minuteMs)
  return `${count}${isSecondDue ? ' second' : ''}`
}

it('rings every so many minutes of a wait', () => {
  expect([0, 4.9, 5, 9, 10, 60].map((minutes) => after(minutes, 5, null))).toEqual(['0', '0', '1', '1', '2', '12'])
})

it('tells a second person by a ring of its own, where none is due then', () => {
  expect([9, 10, 11, 12, 15].map((minutes) => after(minutes, 5, 12))).toEqual(['1', '2', '2', '3 second', '4 second'])
  expect([5, 9, 10, 15].map((minutes) => after(minutes, 5, 10))).toEqual(['1', '1', '2 second', '3 second'])
})

it('tells a second person once where it does not ring again', () => {
  expect([9, 10, 500].map((minutes) => after(minutes, null, 10))).toEqual(['0', '1 second', '1 second'])
})

it('is silent until a clinic says otherwise', () => {
  expect(ringsDue(noRinging, 1_000 * minuteMs)).toEqual({ count: 0, isSecondDue: false })
})
