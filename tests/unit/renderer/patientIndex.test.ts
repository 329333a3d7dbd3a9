import { describe, expect, it } from 'vitest'
import { emptyPatientIndex, findPatients, indexPatients } from '../../../src/renderer/state/patients/patientIndex.ts'
import { labelPatients } from '../../../src/renderer/state/patients/patientLabels.ts'
import type { SessionSummary } from '../../../src/shared/ipc/session.ts'
import { foldText, rankMatch } from '../../../src/shared/model/text/foldedText.ts'
import { testSession } from '../../support/console/screenBuilders.ts'

const patient = (id: string, name: string, mrn: string, birthDate = '1964-03-11'): SessionSummary =>
  testSession(id, { patient: { name, birthDate, sex: 'female', mrn } })

const people = [
  patient('1', 'Anna Plain', '77-A'),
  patient('2', 'Anna-Lena Łukasz', '78', '1970-12-01'),
  patient('3', 'José Ángel de la Cruz', '0077'),
  patient('4', "Siobhan O'Brien", '4711', '1977-07-07'),
  testSession('5', { patient: undefined }),
]

function stateOf(sessions: readonly SessionSummary[], before = labelPatients(new Map(), new Map(), [])) {
  const byId = new Map(sessions.map((session) => [session.id, session]))
  return { sessions: byId, labels: labelPatients(before, byId, sessions) }
}

/** The same by a walk over all sessions. */
function walk(sessions: readonly SessionSummary[], query: string) {
  const { labels } = stateOf(sessions)
  return sessions.flatMap(({ id, patient: facts }) => {
    const folded = [labels.get(id)?.folded ?? '', ...(facts ? [foldText(facts.mrn), foldText(facts.birthDate)] : [])]
    const rank = rankMatch(folded, query)
    return rank === 0 ? [] : [[id, rank]]
  })
}

const queries = [
  '',
  ' ',
  'a',
  'ann',
  'NNA',
  'lukasz anna',
  'plain 77',
  '77',
  '1970-12',
  '12 01',
  'obrien',
  'ø',
  'q',
  'cruz jose 0077',
]

describe('the index of patients', () => {
  it.each(queries)('finds for %j whom a walk over all finds, and ranks them alike', (query) => {
    const { labels, sessions } = stateOf(people)
    const found = findPatients(indexPatients(emptyPatientIndex, labels, sessions), query)
    expect([...found].sort()).toEqual(walk(people, query).sort())
  })

  it.each(queries)('finds the same for %j after patients have come, gone and changed, a few at a time', (query) => {
    const first = stateOf(people)
    let index = indexPatients(emptyPatientIndex, first.labels, first.sessions, 2)
    index = indexPatients(index, first.labels, first.sessions, 2)
    const next = [patient('1', 'Annabel Plain', '77-A'), ...people.slice(2, 4), patient('6', 'Bea Cruz', '77')]
    const { labels, sessions } = stateOf(next, first.labels)
    index = indexPatients(index, labels, sessions)
    expect([...findPatients(index, query)].sort()).toEqual(walk(next, query).sort())
  })

  it('is not made anew by what concerns no patient', () => {
    const first = stateOf(people)
    const index = indexPatients(emptyPatientIndex, first.labels, first.sessions)
    const busy = people.map((session) => ({ ...session, unread: { care: 3, staff: 0 }, owedSince: 5 }))
    const { labels, sessions } = stateOf(busy, first.labels)
    expect(indexPatients(index, labels, sessions)).toBe(index)
  })
})
