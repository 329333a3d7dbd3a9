import { describe, expect, it } from 'vitest'
import { offsetFor } from '../../../../src/renderer/features/conversation/scrolling/placeInWindow.ts'
import { dayText, startOfDay } from '../../../../src/renderer/features/day/days.ts'

const measures = { startPx: 1_000, sizePx: 100, windowPx: 600, coveredPx: 0 }

describe('the place of a row in the window', () => {
  it('is its middle, or the top where the row is taller than what can be seen', () => {
    expect(offsetFor({ kind: 'middle' }, measures)).toBe(750)
    expect(offsetFor({ kind: 'middle' }, { ...measures, sizePx: 560, coveredPx: 50 })).toBe(950)
  })

  it('is below what covers the top; as it stood before, it is where it stood', () => {
    expect(offsetFor({ kind: 'top' }, { ...measures, coveredPx: 50 })).toBe(950)
    expect(offsetFor({ kind: 'edge', abovePx: 12 }, { ...measures, coveredPx: 50 })).toBe(1_012)
    expect(offsetFor({ kind: 'edge', abovePx: -30 }, measures)).toBe(970)
  })
})

describe('a day', () => {
  it('begins at its own midnight on this workstation', () => {
    const noon = new Date(2026, 2, 29, 12).getTime()
    expect(startOfDay(dayText(noon))).toBe(new Date(2026, 2, 29).getTime())
    expect(dayText(new Date(2026, 0, 5, 23, 59).getTime())).toBe('2026-01-05')
  })

  it('is none where the calendar has no such day, or nothing is written', () => {
    for (const none of ['', '2026-02-30', '2026-13-01', '26-01-01', 'today']) expect(startOfDay(none)).toBeNull()
    expect(startOfDay('1950-01-01')).toBe(0)
  })
})
