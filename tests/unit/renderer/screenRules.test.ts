import { describe, expect, it } from 'vitest'
import { relayAddress } from '../../../src/renderer/features/account/relayAddress.ts'
import { createClosedTabs } from '../../../src/renderer/features/tabs/closedTabs.ts'
import { screenActions } from '../../../src/renderer/screen/screenActions.ts'
import { ageAndSex, ageOn, patientName, shortName } from '../../../src/renderer/state/patientFacts.ts'
import { knowledgeOf } from '../../../src/renderer/state/screenState.ts'
import { createTicker } from '../../../src/renderer/state/ticker.ts'
import { emptyWorkbench, readWorkbench, toWorkspace } from '../../../src/renderer/state/workbench.ts'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import { en } from '../../../src/renderer/strings/en.ts'
import { chordLabel, isChord } from '../../../src/renderer/ui/keyChord.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { liveLink, startMs, testSession } from '../../support/console/screenBuilders.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const press = (key: string, code: string, modifiers: string[] = []) => ({
  key,
  code,
  ctrlKey: modifiers.includes('Ctrl'),
  metaKey: modifiers.includes('Meta'),
  altKey: modifiers.includes('Alt'),
  shiftKey: modifiers.includes('Shift'),
  isComposing: false,
  getModifierState: (modifier: string) => modifiers.includes(modifier),
})

const noActions = new Proxy({} as Parameters<typeof screenActions>[0], { get: () => () => undefined })
const allChords = screenActions(noActions).flatMap(({ keys }) => keys)
const answeredBy = (typed: ReturnType<typeof press>, isMac: boolean) =>
  allChords.filter((chord) => isChord(typed, chord, isMac))

describe('keys', () => {
  it('take Mod for Command on a Mac and for Ctrl elsewhere', () => {
    expect(isChord(press('k', 'KeyK', ['Ctrl']), 'Mod+K', false)).toBe(true)
    expect(isChord(press('k', 'KeyK', ['Ctrl']), 'Mod+K', true)).toBe(false)
    expect(isChord(press('k', 'KeyK', ['Meta']), 'Mod+K', true)).toBe(true)
    expect(chordLabel('Mod+Shift+T', false)).toBe('Ctrl Shift T')
    expect(chordLabel('Mod+Shift+T', true)).toBe('⌘⇧T')
  })

  it('take Alt for Control on a Mac, and are written so', () => {
    expect(isChord(press('n', 'KeyN', ['Ctrl']), 'Alt+N', true)).toBe(true)
    expect(isChord(press('n', 'KeyN', ['Alt']), 'Alt+N', false)).toBe(true)
    expect(chordLabel('Alt+Shift+1', true)).toBe('⌃⇧1')
  })

  it('go by the place of the key where the keyboard has another character there, and only there', () => {
    expect(isChord(press('&', 'Digit1', ['Alt']), 'Alt+1', false)).toBe(true)
    expect(isChord(press('!', 'Digit1', ['Alt', 'Shift']), 'Alt+Shift+1', false)).toBe(true)
    expect(isChord(press('л', 'KeyK', ['Ctrl']), 'Mod+K', false)).toBe(true)
    expect(isChord(press('t', 'KeyK', ['Ctrl']), 'Mod+K', false)).toBe(false)
  })

  it.each([
    ['German, Mac', true, '@', 'KeyL', ['Alt']],
    ['German, Mac', true, '[', 'Digit5', ['Alt']],
    ['German, Mac', true, '\\', 'Digit7', ['Alt', 'Shift']],
    ['Polish, Mac', true, 'ł', 'KeyL', ['Alt']],
    ['Polish, Mac', true, 'ś', 'KeyS', ['Alt']],
    ['Polish, Mac', true, 'ć', 'KeyC', ['Alt']],
    ['Polish, Mac', true, 'ń', 'KeyN', ['Alt']],
    ['US, Mac', true, 'Dead', 'KeyN', ['Alt']],
    ['US, Mac', true, '∑', 'KeyW', ['Alt']],
    ['US, Mac', true, '¡', 'Digit1', ['Alt']],
    ['German, Windows', false, '@', 'KeyQ', ['Ctrl', 'Alt', 'AltGraph']],
    ['Polish, Windows', false, 'ł', 'KeyL', ['Ctrl', 'Alt', 'AltGraph']],
    ['Polish, Windows', false, 'Ń', 'KeyN', ['Ctrl', 'Alt', 'Shift', 'AltGraph']],
    ['Polish, Linux', false, 'ś', 'KeyS', ['AltGraph']],
    ['Polish, Linux', false, 'ć', 'KeyC', ['Alt', 'AltGraph']],
    ['any, Linux', false, 'Dead', 'Backquote', []],
    ['any, Linux', false, 'k', 'KeyK', []],
  ])('leave a character to the text: %s types %s %s', (_layout, isMac, key, code, modifiers) => {
    expect(answeredBy(press(key, code, modifiers), isMac)).toEqual([])
  })

  it('leave every press with Option to the text on a Mac, on every key', () => {
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      for (const modifiers of [['Alt'], ['Alt', 'Shift'], ['Alt', 'Ctrl'], ['Alt', 'Meta']]) {
        expect(answeredBy(press(letter.toLowerCase(), `Key${letter}`, modifiers), true)).toEqual([])
      }
    }
  })

  it('do not answer to a chord with more or fewer modifiers', () => {
    expect(isChord(press('Tab', 'Tab', ['Ctrl', 'Shift']), 'Ctrl+Tab', false)).toBe(false)
    expect(isChord(press('1', 'Digit1'), 'Mod+1', false)).toBe(false)
  })

  it('stand for one action each, and every action has a key and a name', () => {
    const actions = screenActions(noActions)
    for (const chords of [
      allChords.map((chord) => chord.replace('Mod', 'Ctrl')),
      allChords.map((chord) => chord.replace('Mod', 'Meta').replace('Alt', 'Ctrl')),
    ]) {
      expect(new Set(chords).size).toBe(chords.length)
    }
    for (const { id, name, keys: chords } of actions) {
      expect(chords.length, id).toBeGreaterThan(0)
      expect(Object.keys(en.action), id).toContain(name)
    }
  })
})

describe('the facts of a patient', () => {
  it.each([
    ['Maria Lindqvist', 'M. Lindqvist'],
    ['Ana Maria de la Cruz', 'A. de la Cruz'],
    ['Henry Bartholomew Watson Sr.', 'H. Watson'],
    ['Martin King, Jr.', 'M. King'],
    ['Zoë Ng', 'Z. Ng'],
    ['Иван Петров', 'И. Петров'],
    ['Ελένη Παππά', 'Ε. Παππά'],
    ['李伟', '李伟'],
    ['محمد بن عبد الله', 'محمد بن عبد الله'],
    ['Cher', 'Cher'],
  ])('shorten %s to %s', (name, short) => {
    expect(shortName(name)).toBe(short)
  })

  it('say age and sex as far as they are known', async () => {
    const { t } = await createStrings()
    const at = new Date(2026, 2, 19, 12).getTime()
    const patient = { name: 'A', birthDate: '1964-03-11', sex: 'female', mrn: '1' } as const
    expect(ageAndSex(t, patient, at)).toBe('62 F')
    expect(ageAndSex(t, { ...patient, sex: 'unknown' }, at)).toBe('62')
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

describe('what the screen may claim', () => {
  it.each([
    ['everything was fetched and news come in', { lostAt: null, link: liveLink }, 'current'],
    ['it polls', { lostAt: null, link: { ...liveLink, mode: 'polling' } }, 'current'],
    ['nothing was fetched yet', { lostAt: null, link: { ...liveLink, fetchedAt: null } }, 'fetching'],
    [
      'it comes back and fetches what it missed',
      { lostAt: null, link: { ...liveLink, mode: 'catchingUp' } },
      'fetching',
    ],
    ['it connects', { lostAt: null, link: { ...liveLink, mode: 'connecting' } }, 'fetching'],
    ['it is offline', { lostAt: null, link: { ...liveLink, mode: 'offline' } }, 'outOfDate'],
    ['the relay is silent', { lostAt: null, link: { ...liveLink, mode: 'silent' } }, 'outOfDate'],
    ['the console is gone', { lostAt: startMs, link: liveLink }, 'outOfDate'],
  ] as const)('when %s', (_when, state, knowledge) => {
    expect(knowledgeOf(state)).toBe(knowledge)
  })
})
