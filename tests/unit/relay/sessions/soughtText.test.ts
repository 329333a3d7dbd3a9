import { describe, expect, it } from 'vitest'
import { isAbout, soughtIn } from '../../../../relay/sessions/finding/soughtText.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'
import { patientSchema } from '../../../../src/shared/model/session.ts'
import { session } from '../../../contract/store/storeRecords.ts'

const record = session({
  patient: patientSchema.parse({ name: 'Anna Plain', birthDate: '1970-03-05', sex: 'female', mrn: 'AB-12/7' }),
  participants: [{ userId: userIdSchema.parse('doc'), name: 'Dr. Vera Ünal', role: 'clinician' }],
})

function isFoundBy(text: string, of = record): boolean {
  const sought = soughtIn(text)
  return sought !== undefined && isAbout(of, sought)
}

describe('a session', () => {
  it.each([
    'anna',
    'PLAIN vera',
    'unal anna',
    'ab-12/7',
    'ab127',
    '12',
    's1',
    '1970',
    '1970-03',
    '1970-03-05',
    '05.03.1970',
    '5/3/1970 an',
  ])('is about %j', (text) => {
    expect(isFoundBy(text)).toBe(true)
  })

  it.each(['lain', 'anna nobody', '03.05.1970', '1971', '1970-04', '1970-03-05-01', '*', ''])(
    'is not about %j',
    (text) => {
      expect(isFoundBy(text)).toBe(false)
    },
  )

  it('of nobody that is known is about its id and its participants alone', () => {
    expect(isFoundBy('vera', { ...record, patient: null })).toBe(true)
    expect(isFoundBy('1970', { ...record, patient: null })).toBe(false)
  })
})
