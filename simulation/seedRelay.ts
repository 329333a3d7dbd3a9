import { type SessionId, sessionIdSchema, type UserId, userIdSchema } from '../src/shared/model/ids.ts'
import type { SessionPut } from '../src/shared/protocol/rest.ts'
import type { PatientScript } from './patients/patientScript.ts'
import type { RelayAdmin } from './relayAdmin.ts'

export const demoClinician = {
  id: userIdSchema.parse('dr-ada-okafor'),
  name: 'Dr Ada Okafor',
  email: 'ada.okafor@rounds.example',
} as const

export const demoSupport = { id: userIdSchema.parse('sam-rivera'), name: 'Sam Rivera' } as const

/** A session to be made, and the user who is its patient or writes for them. */
export interface SeedSession {
  readonly sessionId: SessionId
  readonly patientUserId: UserId
  readonly patientUserName: string
  readonly kind: SessionPut['kind']
  readonly patient: NonNullable<SessionPut['patient']>
}

/** The session of a simulated patient. */
export function seedSessionOf({ slug, writerName, kind, patient }: PatientScript): SeedSession {
  return {
    sessionId: sessionIdSchema.parse(`session-${slug}`),
    patientUserId: userIdSchema.parse(`patient-${slug}`),
    patientUserName: writerName ?? patient.name,
    kind,
    patient,
  }
}

/**
 * Puts the demonstration's clinician (with this password), support user, patients and sessions on a relay. May be run again:
 * what is there already stays as it is. Rejects with the `FailureError` of the first refusal.
 */
export async function seedRelay(
  admin: RelayAdmin,
  clinicianPassword: string,
  sessions: readonly SeedSession[],
): Promise<void> {
  const { id, name, email } = demoClinician
  await admin.putUser(id, { name, email, role: 'clinician', password: clinicianPassword })
  await admin.putUser(demoSupport.id, { name: demoSupport.name, role: 'support' })
  for (const { sessionId, patientUserId, patientUserName, kind, patient } of sessions) {
    await admin.putUser(patientUserId, { name: patientUserName, role: 'patient' })
    await admin.putSession(sessionId, {
      kind,
      patient,
      participants: [
        { userId: patientUserId, role: 'patient' },
        { userId: id, role: 'clinician' },
        { userId: demoSupport.id, role: 'support' },
      ],
    })
  }
}
