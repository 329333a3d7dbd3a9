import { describe, expect, it } from 'vitest'
import { relayAddress } from '../../../src/renderer/features/account/relayAddress.ts'
import { createClosedTabs } from '../../../src/renderer/features/tabs/closedTabs.ts'
import { ageAndSex, ageOn, patientName, shortName } from '../../../src/renderer/state/patients/patientFacts.ts'
import { knowledgeOf } from '../../../src/renderer/state/screenState.ts'
import { createTicker } from '../../../src/renderer/state/ticker.ts'
import { emptyWorkbench, readWorkbench, toWorkspace } from '../../../src/renderer/state/workbench.ts'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { liveLink, startMs, testSession } from '../../support/console/screenBuilders.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

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
    const pinnedIds = [sessionIdSchema.parse('one')]
    const threads = { one: 'staff' as const }
    const bench = { ...emptyWorkbench, layout: { grid: [1] }, pinnedIds, threads, showsPatient: false }
    expect(readWorkbench(toWorkspace(bench))).toEqual(bench)
  })

  it('has the places at which the sessions with a tab are read, and no others', () => {
    const openId = sessionIdSchema.parse('open')
    const place = { row: { key: 'id', seq: 4 }, shownUpTo: 9, passedOver: 2 }
    const atEnd = { row: null, shownUpTo: 5, passedOver: null }
    const places = { 'open care': place, 'open staff': atEnd, 'closed care': atEnd }
    const saved = toWorkspace({ ...emptyWorkbench, places, openIds: [openId] })
    expect(readWorkbench(saved).places).toEqual({ 'open care': place, 'open staff': atEnd })
    const bad = { 'open care': { row: null, shownUpTo: 'far' }, 'open staff': 7, other: { row: 4, shownUpTo: 5 } }
    expect(readWorkbench({ reading: bad }).places).toEqual({ other: { row: null, shownUpTo: 5, passedOver: null } })
  })

  it('is as before the first where what was saved is not of this form', () => {
    expect(readWorkbench(null)).toEqual(emptyWorkbench)
    expect(readWorkbench([1, 2])).toEqual(emptyWorkbench)
    expect(
      readWorkbench({ threads: { one: 'whisper' }, pinned: [7, { a: 1 }], filter: 7, showsPatient: 'no' }),
    ).toEqual(emptyWorkbench)
  })

  it('opens closed tabs again from the last one on, without those that are open', () => {
    const closed = createClosedTabs()
    const [a, b, c] = ['a', 'b', 'c'].map((id) => ({
      id: sessionIdSchema.parse(id),
      groupId: 'g',
      index: 0,
      isPinned: false,
    }))
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
