import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createOfficeHours,
  createWallClock,
  isTimeZone,
  isWithin,
  type ScheduleSpan,
} from '../../../src/shared/model/timing/officeHours.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const clockTime = (minuteOfDay: number) =>
  `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`
const minutes = fc.integer({ min: 0, max: 1439 })
const wallTimes = fc.record({ dayOfWeek: fc.integer({ min: 0, max: 6 }), minuteOfDay: minutes })
const spans = fc.record({
  dayOfWeek: fc.integer({ min: 0, max: 6 }),
  start: minutes.map(clockTime),
  end: minutes.map(clockTime),
})
const zones = fc.constantFrom(
  'UTC',
  'Europe/Zurich',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
)
const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })

describe('a span of hours', () => {
  it('lasts from its start to its end, both included, whether or not midnight lies between', () => {
    fc.assert(
      fc.property(spans, wallTimes, (span, at) => {
        const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
        const from = span.dayOfWeek * 1440 + minuteOf(span.start)
        const lasts = (minuteOf(span.end) - minuteOf(span.start) + 1440) % 1440 || 1440
        const since = (at.dayOfWeek * 1440 + at.minuteOfDay - from + 7 * 1440) % (7 * 1440)
        expect(isWithin(span, at)).toBe(since <= lasts)
      }),
    )
  })

  it('of a night belongs to the day on which it begins', () => {
    const night: ScheduleSpan = { dayOfWeek: 6, start: '22:00', end: '06:00' }
    expect(isWithin(night, { dayOfWeek: 6, minuteOfDay: 23 * 60 })).toBe(true)
    expect(isWithin(night, { dayOfWeek: 0, minuteOfDay: 5 * 60 })).toBe(true)
    expect(isWithin(night, { dayOfWeek: 6, minuteOfDay: 5 * 60 })).toBe(false)
    expect(isWithin(night, { dayOfWeek: 0, minuteOfDay: 23 * 60 })).toBe(false)
  })
})

describe('office hours', () => {
  it('are the same at every instant of one minute on the wall', () => {
    fc.assert(
      fc.property(zones, fc.array(spans, { minLength: 1, maxLength: 5 }), instants, (zone, schedule, atMs) => {
        const isIn = createOfficeHours(zone, schedule)
        const minuteStart = atMs - (atMs % minuteMs)
        expect(isIn(minuteStart)).toBe(isIn(minuteStart + minuteMs - 1))
      }),
    )
  })

  it('in UTC are those of the plain calendar', () => {
    fc.assert(
      fc.property(instants, (atMs) => {
        const date = new Date(atMs)
        const wall = { dayOfWeek: date.getUTCDay(), minuteOfDay: date.getUTCHours() * 60 + date.getUTCMinutes() }
        expect(createWallClock('UTC')(atMs)).toEqual(wall)
      }),
    )
  })

  it('are around the clock when all seven days are, in any zone', () => {
    const everyDay = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => ({ dayOfWeek, start: '00:00', end: '00:00' }))
    fc.assert(fc.property(zones, instants, (zone, atMs) => createOfficeHours(zone, everyDay)(atMs)))
  })

  it('move with daylight saving: nine is nine on both sides of the change', () => {
    const isIn = createOfficeHours(
      'Europe/Zurich',
      [0, 6].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '10:00' })),
    )
    // The clocks go forward in the night to Sunday 2026-03-29, and back in the night to Sunday 2026-10-25.
    expect(isIn(Date.UTC(2026, 2, 28, 8))).toBe(true)
    expect(isIn(Date.UTC(2026, 2, 29, 7))).toBe(true)
    expect(isIn(Date.UTC(2026, 2, 29, 6, 59))).toBe(false)
    expect(isIn(Date.UTC(2026, 9, 24, 7))).toBe(true)
    expect(isIn(Date.UTC(2026, 9, 25, 8))).toBe(true)
    expect(isIn(Date.UTC(2026, 9, 25, 7, 59))).toBe(false)
  })

  it('skip the hour that a night loses and last through the one it gains', () => {
    const isIn = createOfficeHours('America/New_York', [{ dayOfWeek: 0, start: '01:30', end: '02:30' }])
    const count = (fromMs: number) =>
      Array.from({ length: 24 * 60 }, (_, minute) => isIn(fromMs + minute * minuteMs)).filter(Boolean).length
    expect(count(Date.UTC(2026, 2, 8, 5))).toBe(30)
    expect(count(Date.UTC(2026, 10, 1, 4))).toBe(30 + 30 + 31)
    expect(count(Date.UTC(2026, 5, 7, 4))).toBe(61)
  })

  it('are always without a schedule, and by UTC without a time zone or with an unknown one', () => {
    const monday = [{ dayOfWeek: 1, start: '09:00', end: '17:00' }]
    const mondayNine = Date.UTC(2026, 0, 5, 9)
    expect(createOfficeHours(null, [])(mondayNine + 5 * dayMs)).toBe(true)
    for (const zone of [null, 'Mars/Olympus']) {
      expect(createOfficeHours(zone, monday)(mondayNine)).toBe(true)
      expect(createOfficeHours(zone, monday)(mondayNine - minuteMs)).toBe(false)
    }
    expect(isTimeZone('Mars/Olympus')).toBe(false)
    expect(isTimeZone('Europe/Zurich')).toBe(true)
  })
})
