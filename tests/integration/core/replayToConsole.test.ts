import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Consultation } from '../../../simulation/replay/readConsultations.ts'
import { replaySessionOf } from '../../../simulation/replay/replaySession.ts'
import { demoClinician } from '../../../simulation/seedRelay.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { makeDataDir, removeDataDir, startCore } from '../../support/console/startCore.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'
import { until } from '../../support/time/until.ts'

const password = 'a password of the tests'
const consultations = ['first', 'second', 'third'].map(
  (name): Consultation => ({
    id: sessionIdSchema.parse(name),
    complaint: 'none',
    turns: Array.from({ length: 24 }, (_, turn) => ({
      at: turn * 5,
      role: turn % 2 === 0 ? ('patient' as const) : ('clinician' as const),
      text: `${name} ${turn} 👩🏽‍⚕️ e\u0301`,
    })),
  }),
)

test('the patients of a recording send their turns to a console once and in order, also when their program is killed', async () => {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  const dataDir = makeDataDir()
  onTestFinished(() => removeDataDir(dataDir))
  const file = join(dataDir, 'recording.jsonl')
  writeFileSync(file, consultations.map((consultation) => `${JSON.stringify(consultation)}\n`).join(''))
  const startedAtMs = Date.now()

  async function startPatients(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../simulation/run.ts')], {
      env: {
        RELAY_URL: relay.url,
        JWT_SECRET: testSecret,
        CLINICIAN_PASSWORD: password,
        SEED: '1',
        REPLAY_FILE: file,
        REPLAY_SPEED: '20',
        REPLAY_STARTED_AT_MS: String(startedAtMs),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'message')
    return child
  }
  const patients = await startPatients()
  const console = startCore({ dataDir: join(dataDir, 'console') })
  onTestFinished(console.close)
  await console.core.handlers.signIn({ relayUrl: relay.url, user: demoClinician.email, password })
  await console.untilLive()

  const sessions = consultations.map((consultation, index) => ({
    sent: consultation.turns.filter(({ role }) => role === 'patient').map(({ text }) => text),
    ...replaySessionOf(consultation, index),
  }))
  const received = async ({ sessionId, patientUserId }: (typeof sessions)[number]) =>
    (await console.entries(sessionId)).flatMap(({ senderId, body }) =>
      senderId === patientUserId && body.kind === 'message' ? [body.text] : [],
    )
  const receivedOfAll = async () => (await Promise.all(sessions.map(received))).flat().length
  await until('some of it has come', async () => (await receivedOfAll()) >= 6, 20_000)
  for (const { sessionId } of sessions) await console.send(sessionId, 'the answer of a person')
  patients.kill('SIGKILL')
  await once(patients, 'exit')

  await startPatients()
  await until('all has come', async () => (await receivedOfAll()) >= 36, 30_000)
  for (const session of sessions) {
    expect(await received(session)).toEqual(session.sent)
    const texts = await console.texts(session.sessionId)
    expect(texts).toHaveLength(13)
    expect(texts).toContain('the answer of a person')
  }
})
