import { expect, it } from 'vitest'
import { doubtsOf, type Written } from '../../../../src/renderer/features/composer/doubts.ts'
import { ada, maria, testEntry, testSession } from '../../../support/console/screenBuilders.ts'

const patient = (name: string, mrn: string) => ({ name, birthDate: '1951-02-03', sex: 'female', mrn }) as const

const here = testSession('here')
const bea = testSession('bea', { patient: patient('Bea Berg', '9900-01') })

const found = (text: string, given: Partial<Written> = {}) =>
  doubtsOf({
    ...{ text, session: here, ownUserId: ada, sessions: [here, bea], entries: [], pasted: [] },
    ...{ begunAt: 0, changedAt: 0, heededUpTo: 0, now: 0, ...given },
  })

it('asks where another of this person’s open patients is named', () => {
  expect(found('Bea, take it with food.')).toEqual([{ kind: 'names', sessionId: 'bea' }])
  expect(found('Maria, take it with food.')).toEqual([])
})

it('asks nothing about sessions that are closed, or of others', () => {
  expect(found('Bea, hello', { sessions: [here, { ...bea, active: false }] })).toEqual([])
  const [, colleague] = bea.participants
  const notHers = { ...bea, participants: bea.participants.filter((participant) => participant !== colleague) }
  expect(found('Bea, hello', { sessions: [here, notHers] })).toEqual([])
})

it('asks where a text was copied from another, and once where that one is named as well', () => {
  const pasted = [{ sessionId: bea.id, text: 'Bea Berg takes 5 mg.' }]
  expect(found('She takes 5 mg.', { pasted: [{ sessionId: bea.id, text: 'She takes 5 mg.' }] })).toEqual([
    { kind: 'pasted', sessionId: 'bea' },
  ])
  expect(found('Bea Berg takes 5 mg.', { pasted })).toMatchObject([{ kind: 'names', sessionId: 'bea' }])
  expect(found('She takes 5 mg.', { pasted: [{ sessionId: here.id, text: 'She takes 5 mg.' }] })).toEqual([])
})

it('asks where somebody wrote since, until that was heeded', () => {
  const at = 1_000
  const entries = [testEntry('here', 7, { at })]
  expect(found('yes', { entries, now: at + 5_000 })).toEqual([{ kind: 'patientWrote', entry: entries[0] }])
  expect(found('yes', { entries, now: at + 5_000, heededUpTo: 7 })).toEqual([])
  const read = { userId: ada, thread: 'care', deliveredUpTo: 7, readUpTo: 7 } as const
  expect(found('yes', { entries, now: at + 5_000, session: testSession('here', { watermarks: [read] }) })).toEqual([])
})

it('tells a colleague who answered from a patient who wrote', () => {
  const entries = [testEntry('here', 7, { at: 1_000, senderId: maria, senderRole: 'support' })]
  expect(found('yes', { entries, now: 5_000 })).toMatchObject([{ kind: 'colleagueWrote' }])
})
