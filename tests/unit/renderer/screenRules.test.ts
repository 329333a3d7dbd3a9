import { describe, expect, it } from 'vitest'
import { relayAddress } from '../../../src/renderer/features/account/relayAddress.ts'
import { createClosedTabs } from '../../../src/renderer/features/tabs/closedTabs.ts'
import { screenActions } from '../../../src/renderer/screen/screenActions.ts'
import { ageOn, patientName, shortName } from '../../../src/renderer/state/patientFacts.ts'
import { createTicker } from '../../../src/renderer/state/ticker.ts'
import { emptyWorkbench, readWorkbench, toWorkspace } from '../../../src/renderer/state/workbench.ts'
import { en } from '../../../src/renderer/strings/en.ts'
import { chordLabel, isChord } from '../../../src/renderer/ui/keyChord.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../support/fakeClock.ts'
import { testSession } from '../../support/screenBuilders.ts'

const press = (key: string, code: string, modifiers: string[] = []) => ({
  key,
  code,
  ctrlKey: modifiers.includes('Ctrl'),
  metaKey: modifiers.includes('Meta'),
  altKey: modifiers.includes('Alt'),
  shiftKey: modifiers.includes('Shift'),
})

describe('keys', () => {
  it('take Mod for Command on a Mac and for Ctrl elsewhere', () => {
    expect(isChord(press('k', 'KeyK', ['Ctrl']), 'Mod+K', false)).toBe(true)
    expect(isChord(press('k', 'KeyK', ['Ctrl']), 'Mod+K', true)).toBe(false)
    expect(isChord(press('k', 'KeyK', ['Meta']), 'Mod+K', true)).toBe(true)
    expect(chordLabel('Mod+Shift+T', false)).toBe('Ctrl Shift T')
    expect(chordLabel('Mod+Shift+T', true)).toBe('⌘⇧T')
  })

  it('go by the place of the key where a modifier makes it type something else', () => {
    expect(isChord(press('¡', 'Digit1', ['Alt']), 'Alt+1', true)).toBe(true)
    expect(isChord(press('!', 'Digit1', ['Alt', 'Shift']), 'Alt+Shift+1', false)).toBe(true)
  })

  it('do not answer to a chord with more or fewer modifiers', () => {
    expect(isChord(press('Tab', 'Tab', ['Ctrl', 'Shift']), 'Ctrl+Tab', false)).toBe(false)
    expect(isChord(press('1', 'Digit1'), 'Mod+1', false)).toBe(false)
  })

  it('stand for one action each, and every action has a key and a name', () => {
    const deeds = new Proxy({} as Parameters<typeof screenActions>[0], { get: () => () => undefined })
    const actions = screenActions(deeds)
    const keys = actions.flatMap((action) => action.keys.map((chord) => chord.replace('Mod', 'Ctrl')))
    expect(new Set(keys).size).toBe(keys.length)
    for (const { id, name, keys: chords } of actions) {
      expect(chords.length, id).toBeGreaterThan(0)
      expect(Object.keys(en.action), id).toContain(name)
    }
  })
})

describe('the facts of a patient', () => {
  it('shorten a name to its last word and initials', () => {
    expect(shortName('Maria Lindqvist')).toBe('M. Lindqvist')
    expect(shortName('Ana de la Cruz')).toBe('A. D. L. Cruz')
    expect(shortName('李伟')).toBe('李伟')
  })

  it('count years from the birthday on, and months for the smallest', () => {
    const on = (year: number, month: number, day: number) => new Date(year, month - 1, day, 12).getTime()
    expect(ageOn('1964-03-11', on(2026, 3, 10))).toEqual({ unit: 'years', count: 61 })
    expect(ageOn('1964-03-11', on(2026, 3, 11))).toEqual({ unit: 'years', count: 62 })
    expect(ageOn('2025-01-20', on(2026, 3, 19))).toEqual({ unit: 'months', count: 13 })
    expect(ageOn('2026-12-01', on(2026, 3, 19))).toEqual({ unit: 'months', count: 0 })
  })

  it('name a patient by record, by participant, or at the last by the session', () => {
    const { patient: _patient, ...bare } = testSession('s-9')
    expect(patientName(testSession('s-9'))).toBe('Maria Lindqvist')
    expect(patientName({ ...bare, participants: [] })).toBe('s-9')
  })
})

describe('the arrangement of the screen', () => {
  it('is read as it was saved', () => {
    const bench = { ...emptyWorkbench, layout: { grid: [1] }, threads: { one: 'staff' as const }, showsPatient: false }
    expect(readWorkbench(toWorkspace(bench))).toEqual(bench)
  })

  it('is as before the first where what was saved is not of this form', () => {
    expect(readWorkbench(null)).toEqual(emptyWorkbench)
    expect(readWorkbench([1, 2])).toEqual(emptyWorkbench)
    expect(readWorkbench({ threads: { one: 'whisper' }, filter: 7, showsPatient: 'no' })).toEqual(emptyWorkbench)
  })

  it('opens closed tabs again from the last one on, without those that are open', () => {
    const closed = createClosedTabs()
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id: sessionIdSchema.parse(id), groupId: 'g', index: 0 }))
    if (!a || !b || !c) throw new Error('There are three tabs.')
    for (const tab of [a, b, c]) closed.add(tab)
    expect(closed.takeLast((id) => id !== c.id)).toEqual(b)
    expect(closed.takeLast(() => true)).toEqual(a)
    expect(closed.takeLast(() => true)).toBeUndefined()
  })
})

describe('the ticker', () => {
  it('ticks at full seconds while somebody listens, and rests otherwise', () => {
    const clock = createFakeClock(Date.UTC(2026, 0, 5, 9) + 300)
    const ticker = createTicker(clock)
    const heard: number[] = []
    const stop = ticker.subscribe(() => heard.push(ticker.nowMs() % 60_000))
    clock.advance(2_000)
    stop()
    clock.advance(5_000)
    expect(heard).toEqual([1_000, 2_000])
    expect(ticker.nowMs() % 60_000).toBe(7_000)
  })
})

describe('the address of a relay', () => {
  it('is completed, with encryption unless it is this machine', () => {
    expect(relayAddress('relay.example.org/')).toBe('https://relay.example.org')
    expect(relayAddress(' localhost:5053 ')).toBe('http://localhost:5053')
    expect(relayAddress('http://10.0.0.2:5053')).toBe('http://10.0.0.2:5053')
  })

  it('is refused when it is none', () => {
    expect(relayAddress('')).toBeNull()
    expect(relayAddress('ftp://relay')).toBeNull()
    expect(relayAddress('http://')).toBeNull()
  })
})
