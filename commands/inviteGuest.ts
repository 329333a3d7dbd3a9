import { createTokenMint } from '../simulation/mintToken.ts'
import { createRelayAdmin } from '../simulation/relayAdmin.ts'
import { demoClinician } from '../simulation/seedRelay.ts'
import { systemClock } from '../src/shared/model/clock.ts'
import { sessionIdSchema, userIdSchema } from '../src/shared/model/ids.ts'
import { invitationAnswerSchema } from '../src/shared/protocol/invitation.ts'

const sessionId = sessionIdSchema.parse('session-guest')
const patient = { name: 'Robin Guest', birthDate: '1990-01-01', sex: 'unknown', mrn: 'GUEST-1' } as const
const lifeMinutes = 24 * 60

/**
 * A link to the page of patients of the demonstration's relay, into a session with its clinician that no simulated patient writes
 * in: for whoever wants to be one. Rejects when the relay refuses.
 */
export async function inviteGuest(relayUrl: string, jwtSecret: string): Promise<string> {
  const mintToken = createTokenMint(jwtSecret, systemClock)
  const admin = createRelayAdmin(relayUrl, mintToken)
  const userId = userIdSchema.parse('patient-guest')
  await admin.putUser(userId, { name: patient.name, role: 'patient' })
  await admin.putSession(sessionId, {
    kind: 'visit',
    patient,
    participants: [
      { userId, role: 'patient' },
      { userId: demoClinician.id, role: 'clinician' },
    ],
  })
  const token = await mintToken({ userId: demoClinician.id, name: demoClinician.name, role: 'clinician' })
  const answer = await fetch(new URL(`/api/sessions/${sessionId}/invitations`, relayUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ lifeMinutes }),
  })
  return invitationAnswerSchema.parse(await answer.json()).url
}
