import { describe, expect, it } from 'vitest'
import { writersFor, writesFor } from '../../../../src/renderer/state/patients/writesFor.ts'
import { ada, maria, testSession } from '../../../support/console/screenBuilders.ts'

const record = (name: string) => ({ patient: { name, birthDate: '2022-03-11', sex: 'female', mrn: '1' } }) as const
const writer = (name: string) => ({ userId: maria, name, role: 'patient' }) as const

describe('who writes', () => {
  it.each([
    ['Marta Kowalczyk', 'Zosia Kowalczyk'],
    ['Zosia Kowalczyk (mother)', 'Zosia Kowalczyk'],
    ["Zosia Kowalczyk's mother", 'Zosia Kowalczyk'],
    ['Marta for Zosia Kowalczyk', 'Zosia Kowalczyk'],
    ['Marta Lindqvist', 'Maria Lindqvist'],
    ['Bob Smith', 'Robert Smith'],
    ['ليلى حداد', 'Layla Haddad'],
  ])('as %s writes for %s', (name, patient) => {
    expect(writesFor(record(patient), writer(name))).toBe(patient)
  })

  it.each([
    ['Zosia Kowalczyk', 'Zosia Kowalczyk'],
    ['zosia KOWALCZYK', 'Zosia Kowalczyk'],
    ['Jorg Muller', 'Jörg Müller'],
    ['Zosia', 'Zosia Kowalczyk'],
    ['Z. Kowalczyk', 'Zosia Kowalczyk'],
    ['Kowalczyk, Zosia', 'Zosia Kowalczyk'],
    ['Mrs. Zosia Kowalczyk', 'Zosia Kowalczyk'],
    ['Zosia Anna Kowalczyk', 'Zosia Kowalczyk'],
    ['Zosia Kowalczyk', 'Zosia Anna Kowalczyk'],
  ])('as %s is the patient %s', (name, patient) => {
    expect(writesFor(record(patient), writer(name))).toBeNull()
  })

  it('is not told where a name is not known, nor of the staff', () => {
    expect(writesFor({}, writer('Marta Kowalczyk'))).toBeNull()
    expect(writesFor(record('Zosia Kowalczyk'), writer(maria))).toBeNull()
    expect(writesFor(record('Zosia Kowalczyk'), writer(''))).toBeNull()
    expect(writesFor(record('Zosia Kowalczyk'), { userId: ada, name: 'Dr Ada', role: 'clinician' })).toBeNull()
  })

  it('is named for a session, with whether the patient reads too', () => {
    const marta = { ...writer('Marta Kowalczyk') }
    const zosia = { ...writer('Zosia'), userId: ada }
    const session = (...participants: (typeof marta)[]) =>
      testSession('s', { ...record('Zosia Kowalczyk'), participants })
    expect(writersFor(session(marta))).toEqual({ names: ['Marta Kowalczyk'], patientToo: false })
    expect(writersFor(session(marta, zosia))).toEqual({ names: ['Marta Kowalczyk'], patientToo: true })
    expect(writersFor(session(zosia))).toEqual({ names: [], patientToo: true })
  })
})
