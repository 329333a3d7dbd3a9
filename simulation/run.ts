import { z } from 'zod'
import { FailureError } from '../src/shared/model/failure.ts'
import { systemClock } from '../src/shared/model/timing/clock.ts'
import { createTokenMint, type MintToken } from './mintToken.ts'
import { patientScripts } from './patients/patientScripts.ts'
import { createRandom, randomBetween } from './random.ts'
import { createRelayAdmin } from './relayAdmin.ts'
import { createReplayPatient } from './replay/createReplayPatient.ts'
import { type Consultation, readConsultations } from './replay/readConsultations.ts'
import { replaySessionOf } from './replay/replaySession.ts'
import { demoClinician, demoSupport, seedRelay, seedSessionOf } from './seedRelay.ts'
import { createSimulatedPatient, type Simulated } from './simulatedPatient.ts'
import { createSimulatedSupport } from './simulatedSupport.ts'

/**
 * The patients of `npm start`, in a process of their own: simulated ones, or those of recorded consultations. Puts what they
 * need on the relay, sends its parent over IPC who the clinician is and how many sessions there are, and connects them.
 */
const environmentSchema = z.object({
  RELAY_URL: z.url(),
  JWT_SECRET: z.string().min(1),
  CLINICIAN_PASSWORD: z.string().min(8),
  SEED: z.coerce.number().int(),
  REPLAY_FILE: z.string().optional(),
  REPLAY_SPEED: z.coerce.number().positive().default(1),
  REPLAY_STARTED_AT_MS: z.coerce.number().int().optional(),
})
type Environment = z.infer<typeof environmentSchema>

const clock = systemClock
/** One patient after the other begins, so that the last one has within a minute. */
const startEveryMs = 1_900

function openSimulated({ RELAY_URL: relayUrl, SEED: seed }: Environment, mintToken: MintToken): Simulated[] {
  const order = createRandom(seed)
  const shuffled = patientScripts
    .map((script, index) => ({ script, index, place: order() }))
    .sort((a, b) => a.place - b.place)
  const patients = shuffled.map(({ script, index }, place) => {
    const { sessionId, patientUserId, patientUserName } = seedSessionOf(script)
    const random = createRandom(seed + 1 + index)
    return createSimulatedPatient({
      script,
      sessionId,
      userId: patientUserId,
      relayUrl,
      getToken: () => mintToken({ userId: patientUserId, name: patientUserName, role: 'patient' }),
      clock,
      random,
      startAfterMs: place * startEveryMs + randomBetween(random, 0, startEveryMs),
    })
  })
  const support = createSimulatedSupport({
    relayUrl,
    getToken: () => mintToken({ userId: demoSupport.id, name: demoSupport.name, role: 'support' }),
    clock,
    random: createRandom(seed),
  })
  return [...patients, support]
}

function openRecorded(
  environment: Environment,
  mintToken: MintToken,
  consultations: readonly Consultation[],
): Simulated[] {
  const startedAtMs = environment.REPLAY_STARTED_AT_MS ?? clock.now()
  return consultations.map((consultation, index) => {
    const { sessionId, patientUserId, patientUserName } = replaySessionOf(consultation, index)
    return createReplayPatient({
      consultation,
      sessionId,
      userId: patientUserId,
      relayUrl: environment.RELAY_URL,
      getToken: () => mintToken({ userId: patientUserId, name: patientUserName, role: 'patient' }),
      clock,
      random: createRandom(environment.SEED + index),
      startedAtMs,
      speed: environment.REPLAY_SPEED,
    })
  })
}

async function run(environment: Environment): Promise<void> {
  const { RELAY_URL, JWT_SECRET, CLINICIAN_PASSWORD, REPLAY_FILE } = environment
  const mintToken = createTokenMint(JWT_SECRET, clock)
  const consultations = REPLAY_FILE === undefined ? undefined : await readConsultations(REPLAY_FILE)
  const sessions = consultations ? consultations.map(replaySessionOf) : patientScripts.map(seedSessionOf)
  await seedRelay(createRelayAdmin(RELAY_URL, mintToken), CLINICIAN_PASSWORD, sessions)
  process.send?.({ clinician: { name: demoClinician.name, email: demoClinician.email }, sessions: sessions.length })

  const simulated = consultations
    ? openRecorded(environment, mintToken, consultations)
    : openSimulated(environment, mintToken)
  let isLeaving = false
  const close = () => {
    isLeaving = true
    for (const each of simulated) each.close()
    if (process.connected) process.disconnect()
  }
  process.once('SIGTERM', close)
  process.once('SIGINT', close)
  // The process that started this one is gone, however it ended.
  process.once('disconnect', close)
  try {
    await Promise.all(simulated.map(({ ready }) => ready))
  } catch (error) {
    if (isLeaving) return
    close()
    throw error
  }
}

try {
  await run(environmentSchema.parse(process.env))
} catch (error) {
  if (!(error instanceof FailureError)) throw error
  console.error(error.message)
  process.exit(1)
}
