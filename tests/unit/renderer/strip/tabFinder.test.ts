import { describe, expect, it } from 'vitest'
import { finderKeyOf, selectedAfter } from '../../../../src/renderer/features/tabs/finder/finderKeys.ts'
import { countOwed, findTabs, tabsInNeed } from '../../../../src/renderer/features/tabs/finder/tabsInNeed.ts'
import { labelPatients } from '../../../../src/renderer/state/patients/patientLabels.ts'
import type { SessionSummary } from '../../../../src/shared/ipc/session.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { startMs, testSession } from '../../../support/console/screenBuilders.ts'

const ids = (...names: string[]) => names.map((name) => sessionIdSchema.parse(name))
const mapOf = (sessions: readonly SessionSummary[]) => new Map(sessions.map((session) => [session.id, session]))
const patient = (name: string, birthDate: string, mrn: string) => ({
  patient: { name, birthDate, mrn, sex: 'female' as const },
})

describe('open tabs in the finder', () => {
  const sessions = mapOf([
    testSession('calm', { ...patient('Zoë Żółć', '1980-01-02', '77-1'), lastActivityAt: startMs + 5 }),
    testSession('late', { ...patient('Anna Schmidt', '1951-02-03', '5101'), owedSince: startMs - 600_000 }),
    testSession('new', { ...patient('Anna Schmidt', '1964-03-11', '6403'), owedSince: startMs - 1_000 }),
    testSession('over', { ...patient('Hanna Ng', '1990-09-09', '9009'), active: false }),
    testSession('missed', { ...patient('Jo Ng', '1991-09-09', '9109'), active: false, owedSince: startMs - 9_000 }),
  ])
  const labels = labelPatients(new Map(), sessions, [...sessions.values()])
  const open = ids('over', 'gone', 'calm', 'new', 'late', 'missed')
  const order = tabsInNeed(open, sessions, startMs)

  it('stand in the order of need, with those that are not there any more last', () => {
    expect(order).toEqual(ids('missed', 'late', 'new', 'calm', 'over', 'gone'))
  })

  it('are counted as owed while their patient waits for a reply that can be given', () => {
    expect(countOwed(open, sessions)).toBe(2)
    expect(countOwed(ids('gone', 'over', 'calm'), sessions)).toBe(0)
  })

  it.each([
    ['anna', ['late', 'new', 'over']],
    ['schmidt anna', ['late', 'new']],
    ['zoe zolc', ['calm']],
    ['6403', ['new']],
    ['1951', ['late']],
    ['ng', ['missed', 'over']],
    ['', ['missed', 'late', 'new', 'calm', 'over', 'gone']],
    ['nobody', []],
  ])('answer %j, those first of whose words it is the beginning', (query, found) => {
    expect(findTabs(order, query, { labels, sessions })).toEqual(ids(...found))
  })
})

describe('keys of the finder', () => {
  const press = (key: string, change = {}) => ({
    ...{ key, repeat: false, isComposing: false, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false },
    ...change,
  })
  const field = (value: string, start = value.length, end = start) => ({
    value,
    selectionStart: start,
    selectionEnd: end,
  })

  it('close a tab by Delete only where the text has nothing to delete', () => {
    expect(finderKeyOf(press('Delete'), field(''))).toBe('close')
    expect(finderKeyOf(press('Delete'), field('ann'))).toBe('close')
    expect(finderKeyOf(press('Delete'), field('ann', 1))).toBeNull()
    expect(finderKeyOf(press('Delete'), field('ann', 0, 3))).toBeNull()
    expect(finderKeyOf(press('Backspace'), field(''))).toBeNull()
  })

  it('go and close once, however long they are held, and move on and on', () => {
    expect(finderKeyOf(press('Enter', { repeat: true }), field(''))).toBe('held')
    expect(finderKeyOf(press('Delete', { repeat: true }), field(''))).toBe('held')
    expect(finderKeyOf(press('ArrowDown', { repeat: true }), field(''))).toBe('down')
  })

  it('are the text’s with a modifier, and while an input method is at work', () => {
    for (const change of [
      { altKey: true },
      { ctrlKey: true },
      { metaKey: true },
      { shiftKey: true },
      { isComposing: true },
    ])
      for (const key of ['Enter', 'Delete', 'Home', 'ArrowUp'])
        expect(finderKeyOf(press(key, change), field(''))).toBeNull()
    expect(finderKeyOf(press('a'), field(''))).toBeNull()
  })

  it('move within the rows', () => {
    expect(selectedAfter('down', 0, 3)).toBe(1)
    expect(selectedAfter('down', 2, 3)).toBe(2)
    expect(selectedAfter('up', 0, 3)).toBe(0)
    expect(selectedAfter('pageDown', 1, 40)).toBe(9)
    expect(selectedAfter('pageDown', 38, 40)).toBe(39)
    expect(selectedAfter('pageUp', 3, 40)).toBe(0)
    expect(selectedAfter('last', 0, 40)).toBe(39)
    expect(selectedAfter('first', 39, 40)).toBe(0)
    expect(selectedAfter('down', 0, 0)).toBe(0)
  })
})
