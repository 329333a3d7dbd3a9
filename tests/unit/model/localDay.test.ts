import { afterEach, describe, expect, it } from 'vitest'
import {
  createDayChange,
  dayBefore,
  localDay,
  localZone,
  relativeDay,
} from '../../../src/shared/model/timing/localDay.ts'

describe('a calendar day', () => {
  const zone = process.env.TZ
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  it.each([
    ['the clock goes forward', '2026-03-29', ['2026-03-28T12:00', '2026-03-29T12:00', '2026-03-30T00:30']],
    ['the clock goes back', '2026-10-25', ['2026-10-24T12:00', '2026-10-25T12:00', '2026-10-26T23:30']],
  ] as const)('are calendar days of Berlin where %s (%s)', (_how, sunday, [onSaturday, onSunday, onMonday]) => {
    process.env.TZ = 'Europe/Berlin'
    const at = (local: string) => new Date(local).getTime()
    expect(localDay(at(`${sunday}T00:00`))).toBe(localDay(at(`${sunday}T23:59`)))
    expect(dayBefore(at(onMonday))).toBe(localDay(at(onSunday)))
    expect(dayBefore(at(onMonday))).not.toBe(localDay(at(onSaturday)))
    for (const time of ['00:10', '02:30', '23:50'])
      expect(dayBefore(at(`${sunday}T${time}`))).toBe(localDay(at(onSaturday)))
  })
  it('is today, yesterday or another one, and never tomorrow', () => {
    const at = (local: string) => new Date(local).getTime()
    const now = at('2026-05-20T00:10')
    const days = ['2026-05-21T09:00', '2026-05-20T00:00', '2026-05-19T23:59', '2026-05-18T23:59']
    expect(days.map((day) => relativeDay(at(day), now))).toEqual(['today', 'today', 'yesterday', 'other'])
  })

  it('changes at midnight, also where the day has 23 or 25 hours', () => {
    process.env.TZ = 'Europe/Berlin'
    const times = ['2026-03-29T00:00', '2026-03-29T23:59', '2026-03-30T00:00', '2026-10-25T00:00', '2026-10-25T23:59']
    const isNewDay = createDayChange()
    expect([...times, '2026-10-26T00:00'].map((time) => isNewDay(new Date(time).getTime()))).toEqual([
      ...[true, false, true, true, false],
      true,
    ])
  })

  it('has 25 hours where the clock goes back to midnight, as in Havana, and an hour that comes twice begins no day', () => {
    process.env.TZ = 'America/Havana'
    const firstMidnight = new Date('2026-11-01T00:00').getTime()
    const hours = Array.from({ length: 27 }, (_, hour) => firstMidnight + (hour - 1) * 3_600_000)
    const isNewDay = createDayChange()
    expect(hours.flatMap((at, index) => (isNewDay(at) ? [index] : []))).toEqual([0, 1, 26])
    expect(relativeDay(firstMidnight, firstMidnight + 24 * 3_600_000)).toBe('today')
    expect(relativeDay(firstMidnight, firstMidnight + 25 * 3_600_000)).toBe('yesterday')
  })

  it('is of a zone, and zones that are alike in winter and in summer are told apart by when they change', () => {
    const at = Date.UTC(2026, 6, 1)
    const zones = ['Europe/Berlin', 'Europe/Athens', 'Africa/Cairo', 'Africa/Johannesburg', 'America/Havana', 'UTC']
    const zoneTexts = zones.map((timeZone) => {
      process.env.TZ = timeZone
      return [localZone(at), localZone(at + 3_600_000 * 24 * 150)]
    })
    for (const [summer, winter] of zoneTexts) expect(summer).toBe(winter)
    expect(new Set(zoneTexts.map(([summer]) => summer)).size).toBe(zones.length)
  })

  it.each([
    ['Africa/Cairo', '2026-04-23', '2026-04-24', '2026-04-25'],
    ['America/Santiago', '2026-09-05', '2026-09-06', '2026-09-07'],
  ] as const)('changes at midnight also after a day that begins at 1, as in %s', (timeZone, before, forward, after) => {
    process.env.TZ = timeZone
    expect(new Date(`${forward}T00:00`).getHours()).toBe(1)
    const isNewDay = createDayChange()
    const times = [`${before}T23:59`, `${forward}T01:00`, `${forward}T23:59`, `${after}T00:00`, `${after}T00:59`]
    expect(times.map((time) => isNewDay(new Date(time).getTime()))).toEqual([true, true, false, true, false])
  })
})
