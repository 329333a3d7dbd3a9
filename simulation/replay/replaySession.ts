import { sessionIdSchema, userIdSchema } from '../../src/shared/model/ids.ts'
import type { SeedSession } from '../seedRelay.ts'
import type { Consultation } from './readConsultations.ts'

const firstNames =
  'Alex Robin Casey Jordan Morgan Taylor Jamie Quinn Rowan Avery Charlie Frankie Harper Kit Lee Noor'.split(' ')
const lastNames = 'Abbott Bishop Chandra Doyle Eze Farrow Grieve Haddon Iqbal Jarvis Keane Lowry Marsh'.split(' ')
const dayMs = 24 * 60 * 60 * 1_000

/**
 * The session of a recorded consultation. The records name nobody, so name, birth date and record number are made up, from the
 * place in the file only, and no two of the first 208 share a name.
 */
export function replaySessionOf({ id }: Consultation, index: number): SeedSession {
  const name = `${firstNames[index % firstNames.length]} ${lastNames[index % lastNames.length]}`
  const birthDate = new Date(Date.UTC(1950, 0, 1) + ((index * 397) % 18_000) * dayMs).toISOString().slice(0, 10)
  return {
    sessionId: sessionIdSchema.parse(id),
    patientUserId: userIdSchema.parse(`patient-${id}`),
    patientUserName: name,
    kind: 'consultation',
    patient: { name, birthDate, sex: 'unknown', mrn: `REC-${String(index + 1).padStart(4, '0')}` },
  }
}
