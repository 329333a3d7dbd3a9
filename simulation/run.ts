import { z } from 'zod'
import { systemClock } from '../src/shared/model/clock.ts'
import { FailureError } from '../src/shared/model/failure.ts'
import { createReplayPatient } from './createReplayPatient.ts'
import { createTokenMint } from './mintToken.ts'
import { patientScripts } from './patients/patientScripts.ts'
import { createRandom, randomBetween } from './random.ts'
import { readConsultations } from './readConsultations.ts'
import { replaySessionOf } from './replaySession.ts'
import { demoSupport, seedSessionOf } from './seedRelay.ts'
import { createSimulatedPatient, type Simulated } from './simulatedPatient.ts'
import { createSimulatedSupport } from './simulatedSupport.ts'

/** The patients of `npm start`, in a process of their own: simulated ones, or those of recorded consultations. */
const environment = z
  .object({
    RELAY_URL: z.url(),
    JWT_SECRET: z.string().min(1),
    SEED: z.coerce.number().int(),
    REPLAY_FILE: z.string().optional(),
    REPLAY_SPEED: z.coerce.number().positive().default(1),
    REPLAY_STARTED_AT_MS: z.coerce.number().int().optional(),
  })
  .parse(process.env)

const clock = systemClock
const mintToken = createTokenMint(environment.JWT_SECRET, clock)
/** One patient after the other begins, so that the last one has within a minute. */
const startEveryMs = 1_900

function openSimulated(): Simulated[] {
  const order = createRandom(environment.SEED)
  const shuffled = patientScripts
    .map((script, index) => ({ script, index, place: order() }))
    .sort((a, b) => a.place - b.place)
  const patients = shuffled.map(({ script, index }, place) => {
    const { sessionId, patientUserId, patientUserName } = seedSessionOf(script)
    const random = createRandom(environment.SEED + 1 + index)
    return createSimulatedPatient({
      script,
      sessionId,
      userId: patientUserId,
      relayUrl: environment.RELAY_URL,
      getToken: () => mintToken({ userId: patientUserId, name: patientUserName, role: 'patient' }),
      clock,
      random,
      startAfterMs: place * startEveryMs + randomBetween(random, 0, startEveryMs),
    })
  })
  const support = createSimulatedSupport({
    relayUrl: environment.RELAY_URL,
    getToken: () => mintToken({ userId: demoSupport.id, name: demoSupport.name, role: 'support' }),
    clock,
    random: createRandom(environment.SEED),
  })
  return [...patients, support]
}

async function openRecorded(path: string): Promise<Simulated[]> {
  const consultations = await readConsultations(path)
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

const { REPLAY_FILE } = environment
const simulated = REPLAY_FILE === undefined ? openSimulated() : await openRecorded(REPLAY_FILE)
const close = () => {
  for (const each of simulated) each.close()
  if (process.connected) process.disconnect()
}
process.once('SIGTERM', close)
process.once('SIGINT', close)
// The process that started this one is gone, however it ended.
process.once('disconnect', close)
try {
  await Promise.all(simulated.map(({ ready }) => ready))
  process.send?.('connected')
} catch (error) {
  if (!(error instanceof FailureError)) throw error
  if (error.failure.kind !== 'offline') {
    console.error(error.message)
    process.exitCode = 1
  }
  close()
}
