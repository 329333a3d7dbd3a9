import type { Cast } from '../cast.ts'
import { type Markers, toAll, toPatient } from '../writings.ts'

/** Puts marked names for a clinician, to the patient, and to somebody who comes into the room with a token. */
export async function writeNames({ relay, putMain, enter }: Cast, { mark }: Markers): Promise<void> {
  await relay.putUser('doc', { name: `Dr ${mark('name of a clinician', toAll)}`, role: 'clinician' })
  await putMain({
    patient: {
      name: mark('name of the patient', toAll),
      mrn: mark('number of the patient', toAll),
      ...{ birthDate: '1970-01-01', sex: 'unknown' },
    },
  })
  await enter(
    ...(['visitor', 'visitor', 'clinician'] as const),
    await relay.tokenFor('visitor', 'clinician', mark('name in a token, of who comes into the room', toPatient)),
  )
}
