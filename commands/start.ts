import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { lockDataDir } from '../src/main/hosts/dataDirLock.ts'
import { StartRefusal } from '../src/main/hosts/startRefusal.ts'
import { systemClock } from '../src/shared/model/timing/clock.ts'
import { chooseFreePort } from './processes/chooseFreePort.ts'
import { createRunner, type Runner } from './processes/createRunner.ts'
import { keepDemoSecrets } from './processes/demoSecrets.ts'
import { ensureBuilt } from './processes/ensureBuilt.ts'
import { startConsole } from './processes/startConsole.ts'
import { findFaultInRecording, type Seeded, startPatientsChild } from './processes/startPatientsChild.ts'
import { startRelayChild } from './processes/startRelayChild.ts'

const usage = 'usage: npm start [-- --replay FILE.jsonl [--speed N]]'
const root = join(import.meta.dirname, '..')
/** Time for the console to open before the first recorded turn. */
const replayLeadMs = 5_000

function print(line: string): void {
  console.log(line)
}
function readArguments(): { replayFile: string | undefined; speed: number } {
  try {
    const { values } = parseArgs({ options: { replay: { type: 'string' }, speed: { type: 'string' } } })
    const speed = Number(values.speed ?? 1)
    if (!(speed > 0 && Number.isFinite(speed))) throw new StartRefusal('--speed must be a number greater than 0')
    if (values.speed !== undefined && values.replay === undefined) throw new StartRefusal(usage)
    return { replayFile: values.replay === undefined ? undefined : resolve(values.replay), speed }
  } catch (error) {
    throw error instanceof StartRefusal ? error : new StartRefusal(usage)
  }
}

function openDataDir(replayFile: string | undefined): string {
  const base = resolve(process.env.ROUNDS_DATA_DIR || join(root, 'data'))
  // A recording is played from its beginning, so each run has sessions of its own.
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const dataDir = replayFile === undefined ? base : join(base, `replay-${stamp}`)
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 })
  try {
    const unlock = lockDataDir(dataDir, process.pid)
    process.once('exit', unlock)
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error
    throw new StartRefusal(`${dataDir} is in use by another start of Rounds, or cannot be written to`)
  }
  return dataDir
}

async function main(runner: Runner): Promise<void> {
  const { replayFile, speed } = readArguments()
  const fault = replayFile === undefined ? undefined : findFaultInRecording(replayFile)
  if (fault !== undefined) throw new StartRefusal(fault)
  const dataDir = openDataDir(replayFile)
  await ensureBuilt()

  const wantedPorts = { relay: Number(process.env.RELAY_PORT), console: Number(process.env.PORT) }
  const secrets = await keepDemoSecrets(dataDir, async (which, last) => wantedPorts[which] || chooseFreePort(last))
  const { jwtSecret, clinicianPassword, relayPort, consolePort } = secrets
  const relayUrl = `http://127.0.0.1:${relayPort}`
  await runner.run({
    name: 'the relay',
    stopRank: 3,
    start: () =>
      startRelayChild({
        port: relayPort,
        dataDir: join(dataDir, 'relay'),
        jwtSecret,
        logPath: join(dataDir, 'logs', 'relay.log'),
      }),
  })
  if (runner.isStopping()) return
  print(`relay listening on ${relayUrl}`)

  const seed = Number(process.env.SEED) || systemClock.now() % 2 ** 31
  const startedAtMs = systemClock.now() + replayLeadMs
  const replay = replayFile === undefined ? undefined : { file: replayFile, speed, startedAtMs }
  let seeded: Seeded | undefined
  await runner.run({
    name: 'the process of the patients',
    stopRank: 1,
    start: () =>
      startPatientsChild({ relayUrl, jwtSecret, clinicianPassword, seed, replay }, (what) => {
        seeded = what
      }),
  })
  if (seeded === undefined || runner.isStopping()) return
  const { clinician, sessions } = seeded
  print(
    replay
      ? `${sessions} recorded consultations play at ${speed}x`
      : `${sessions} simulated patients connect (seed ${seed})`,
  )
  print(`signing in as ${clinician.name}, ${clinician.email}; the password is in ${secrets.path}`)
  print('Ctrl+C stops everything')
  await runner.run({
    name: 'the console',
    stopRank: 2,
    endsAll: true,
    start: () =>
      startConsole({
        relayUrl,
        dataDir: join(dataDir, 'console'),
        port: consolePort,
        signIn: { user: clinician.email, password: clinicianPassword },
      }),
  })
}

const runner = createRunner({
  print,
  complain: (line) => console.error(line),
  exit: (code) => process.exit(code),
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => runner.stop(0))
try {
  await main(runner)
} catch (error) {
  if (!runner.isStopping()) {
    console.error(`rounds cannot start: ${error instanceof Error ? error.message : 'unknown error'}`)
    runner.stop(1)
  }
}
