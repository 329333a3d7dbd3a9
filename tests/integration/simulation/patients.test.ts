import { expect, onTestFinished, test } from 'vitest'
import { createTokenMint } from '../../../simulation/mintToken.ts'
import { createParticipantClient } from '../../../simulation/participant/participantClient.ts'
import { patientScripts } from '../../../simulation/patients/patientScripts.ts'
import { tomBarker } from '../../../simulation/patients/scripts/consultation/tomBarker.ts'
import { createRandom } from '../../../simulation/random.ts'
import { createRelayAdmin } from '../../../simulation/relayAdmin.ts'
import { demoClinician, demoSupport, seedRelay, seedSessionOf } from '../../../simulation/seedRelay.ts'
import { createSimulatedPatient } from '../../../simulation/simulatedPatient.ts'
import { createSimulatedSupport } from '../../../simulation/simulatedSupport.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

const password = 'a password of the tests'

async function openDemo(scripts = [tomBarker]) {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  const mintToken = createTokenMint(testSecret, systemClock)
  const admin = createRelayAdmin(relay.url, mintToken)
  await seedRelay(admin, password, scripts.map(seedSessionOf))
  const getToken = (userId: string, role: Role) => () => mintToken({ userId, name: userId, role })
  return { relay, admin, getToken }
}

function connectClinician(relayUrl: string, getToken: () => Promise<string>) {
  const client = createParticipantClient({
    relayUrl,
    getToken,
    deviceName: 'test',
    clock: systemClock,
    random: createRandom(3),
  })
  onTestFinished(client.close)
  return client
}

test('seeding again changes nothing, and the clinician can log in with the password', async () => {
  const { relay, admin, getToken } = await openDemo([...patientScripts])
  const clinician = connectClinician(relay.url, getToken(demoClinician.id, 'clinician'))
  await clinician.ready
  const before = clinician.sessions()
  expect(before).toHaveLength(24)
  expect(before.map(({ patient }) => patient?.name).toSorted()).toEqual(
    patientScripts.map(({ patient }) => patient.name).toSorted(),
  )
  await seedRelay(admin, password, patientScripts.map(seedSessionOf))
  const again = connectClinician(relay.url, getToken(demoClinician.id, 'clinician'))
  await again.ready
  expect(again.sessions().map(({ id, heads }) => ({ id, heads }))).toEqual(
    before.map(({ id, heads }) => ({ id, heads })),
  )
  const login = await fetch(new URL('/api/auth/login', relay.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: demoClinician.email, password }),
  })
  expect(login.status).toBe(200)
})

test('a patient writes what they came for, reads a question and answers it, and goes on after a restart', async () => {
  const { relay, getToken } = await openDemo()
  const { sessionId, patientUserId } = seedSessionOf(tomBarker)
  const clinician = connectClinician(relay.url, getToken(demoClinician.id, 'clinician'))
  await clinician.ready

  const startPatient = () => {
    const clock = createFakeClock()
    const patient = createSimulatedPatient({
      script: tomBarker,
      userId: patientUserId,
      sessionId,
      relayUrl: relay.url,
      getToken: getToken(patientUserId, 'patient'),
      clock,
      random: createRandom(5),
      startAfterMs: 1_000,
    })
    onTestFinished(patient.close)
    return { clock, patient }
  }
  const written = () =>
    clinician
      .readThread(sessionId, 'care')
      .flatMap(({ senderId, body }) => (senderId === patientUserId && body.kind === 'message' ? body.text : []))
  const writtenOnceMoved = (clock: ReturnType<typeof createFakeClock>, texts: readonly (string | undefined)[]) =>
    until(`the patient has written ${texts.length} messages`, () => {
      clock.advance(200)
      return written().length >= texts.length
    }).then(() => expect(written().slice(0, texts.length)).toEqual(texts))

  const first = startPatient()
  await first.patient.ready
  await writtenOnceMoved(first.clock, tomBarker.opening)

  const question = clinician.newEntryId()
  await clinician.send({ id: question, sessionId, thread: 'care', text: 'Any allergies?' })
  const answered = [...tomBarker.opening, tomBarker.answers.allergies?.[0]]
  await writtenOnceMoved(first.clock, answered)
  const { seq } = clinician.readThread(sessionId, 'care').find(({ id }) => id === question) ?? { seq: Number.NaN }
  const reader = connectClinician(relay.url, getToken(demoClinician.id, 'clinician'))
  await reader.ready
  const stored = reader
    .sessions()
    .flatMap(({ watermarks }) => watermarks)
    .find(({ userId, thread }) => userId === patientUserId && thread === 'care')
  expect(stored?.readUpTo).toBeGreaterThanOrEqual(seq)

  first.patient.close()
  const second = startPatient()
  await second.patient.ready
  await writtenOnceMoved(second.clock, [...answered, tomBarker.followUps[0]])
})

test('the support user writes notes that staff can read and patients cannot', async () => {
  const { relay, getToken } = await openDemo()
  const { sessionId, patientUserId } = seedSessionOf(tomBarker)
  const clinician = connectClinician(relay.url, getToken(demoClinician.id, 'clinician'))
  const patient = connectClinician(relay.url, getToken(patientUserId, 'patient'))
  await Promise.all([clinician.ready, patient.ready])
  const clock = createFakeClock()
  const support = createSimulatedSupport({
    relayUrl: relay.url,
    getToken: getToken(demoSupport.id, 'support'),
    clock,
    random: createRandom(5),
  })
  onTestFinished(support.close)
  await support.ready
  await until('there is a note', () => {
    clock.advance(500)
    return clinician.readThread(sessionId, 'staff').some(({ senderId }) => senderId === demoSupport.id)
  })
  expect(patient.readThread(sessionId, 'staff')).toEqual([])
})
