import { describe, expect, it } from 'vitest'
import { labelPatients, nameInWords, namesakesText } from '../../../src/renderer/state/patients/patientLabels.ts'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import type { SessionSummary } from '../../../src/shared/ipc/session.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { testSession } from '../../support/console/screenBuilders.ts'

const patient = (id: string, name: string, birthDate: string, mrn: string) =>
  testSession(id, { patient: { name, birthDate, sex: 'female', mrn } })
const byId = (sessions: readonly SessionSummary[]) => new Map(sessions.map((session) => [session.id, session]))
const labelsOf = (...sessions: SessionSummary[]) => labelPatients(new Map(), byId(sessions), sessions)
const id = (text: string) => sessionIdSchema.parse(text)

describe('patients of the same name', () => {
  const older = patient('a', 'Anna Plain', '1970-02-01', '11')
  const younger = patient('b', 'Anna Plain', '1976-05-02', '12')

  it('are told apart by the year of birth, and each says who the other is', async () => {
    const labels = labelsOf(older, younger, patient('c', 'Bea Berg', '1970-02-01', '13'))
    const { t } = await createStrings()
    const label = labels.get(id('a'))
    expect(label?.difference).toEqual({ kind: 'born', value: '1970-02-01', brief: '1970' })
    expect(label?.namesakes.map(({ value }) => value)).toEqual(['1976-05-02'])
    expect(label && nameInWords(t, label)).toBe('Anna Plain (born 1970-02-01)')
    expect(labels.get(id('c'))?.difference).toBeNull()
  })

  it('are told apart by the whole birth date in one year, by the record number on one day, else by the session', () => {
    const sameYear = labelsOf(older, patient('b', 'Anna Plain', '1970-11-02', '12'))
    expect(sameYear.get(id('a'))?.difference?.brief).toBe('1970-02-01')
    const sameDay = labelsOf(older, patient('b', 'Anna Plain', '1970-02-01', '12'))
    expect(sameDay.get(id('b'))?.difference).toEqual({ kind: 'mrn', value: '12', brief: '12' })
    const { patient: _, ...bare } = older
    const unknown = labelsOf(younger, {
      ...bare,
      participants: [{ ...bare.participants[0], name: 'Anna Plain' }],
    } as SessionSummary)
    expect(unknown.get(id('a'))?.difference?.kind).toBe('session')
    expect(unknown.get(id('b'))?.difference?.kind).toBe('born')
  })

  it('are the same however the name is written', () => {
    const labels = labelsOf(
      patient('a', 'Jörg Müller', '1970-02-01', '11'),
      patient('b', 'Jorg MULLER', '1976-02-01', '12'),
    )
    expect(labels.get(id('a'))?.difference?.brief).toBe('1970')
  })

  it('are also those of a name like it, who are named, while both sessions are open', async () => {
    const one = patient('a', 'Anna Schmidt', '1970-02-01', '11')
    const like = patient('b', 'Anna Schmitt', '1976-05-02', '12')
    const labels = labelsOf(one, like, patient('c', 'Bea Berg', '1970-02-01', '13'))
    const { t } = await createStrings()
    const label = labels.get(id('a'))
    expect(label?.difference).toEqual({ kind: 'born', value: '1970-02-01', brief: '1970' })
    expect(label && namesakesText(t, label)).toBe('Not to be taken for Anna Schmitt (born 1976-05-02)')
    expect(labels.get(id('c'))?.difference).toBeNull()
    const closed = { ...like, active: false }
    expect(labelsOf(one, closed).get(id('a'))?.difference).toBeNull()
    expect(labelPatients(labels, byId([one, closed]), [closed]).get(id('a'))?.difference).toBeNull()
    expect(labelsOf(older, { ...younger, active: false }).get(id('a'))?.difference).not.toBeNull()
  })

  it('are twins too, who are told apart by the record number', () => {
    const labels = labelsOf(
      patient('a', 'Tim Okafor', '2015-03-04', '11'),
      patient('b', 'Zoe Okafor', '2015-03-04', '12'),
    )
    expect(labels.get(id('a'))?.difference).toEqual({ kind: 'mrn', value: '11', brief: '11' })
  })

  it('are not two when one patient has two sessions', () => {
    const labels = labelsOf(older, { ...older, id: id('b') })
    expect(labels.get(id('b'))?.difference).toBeNull()
  })

  it('have the whole name on a tab where the short one would be another patient’s too', () => {
    const labels = labelsOf(
      patient('a', 'Anna Schmidt', '1970-02-01', '11'),
      patient('b', 'Albert Schmidt', '1976-02-01', '12'),
      patient('c', 'Bea Berg', '1970-02-01', '13'),
    )
    expect([...labels.values()].map(({ short }) => short)).toEqual(['Anna Schmidt', 'Albert Schmidt', 'B. Berg'])
    expect(labels.get(id('a'))?.difference).toBeNull()
  })

  it('are labelled anew when one comes, goes or is renamed, and at nothing else', () => {
    const alone = labelsOf(older)
    const both = labelPatients(alone, byId([older, younger]), [younger])
    expect(both.get(id('a'))?.difference).not.toBeNull()
    expect(labelPatients(both, byId([older, younger]), [{ ...younger, lastActivityAt: 1 }])).toBe(both)
    const renamed = { ...younger, patient: { ...younger.patient, name: 'Anna Smith' } } as SessionSummary
    expect(labelPatients(both, byId([older, renamed]), [renamed]).get(id('a'))?.difference).toBeNull()
    expect(labelPatients(both, byId([older]), []).get(id('a'))?.difference).toBeNull()
  })
})
