import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { describeExit } from './childExit.ts'

const simulation = join(import.meta.dirname, '..', '..', 'simulation')

export interface PatientsChildOptions {
  readonly relayUrl: string
  readonly jwtSecret: string
  readonly clinicianPassword: string
  /** The same seed makes the same choices. */
  readonly seed: number
  /** Recorded consultations instead of simulated patients; `startedAtMs` is when they begin. */
  readonly replay: { readonly file: string; readonly speed: number; readonly startedAtMs: number } | undefined
}

const seededSchema = z.object({
  clinician: z.object({ name: z.string(), email: z.string() }),
  sessions: z.int(),
})

/** Sessions that the patients' process has put on the relay, and whose they are. */
export type Seeded = z.infer<typeof seededSchema>

/**
 * Starts the process of the patients and resolves when the relay has all that they need. Rejects with its last words when it
 * ends before that. It has a process group of its own, so that Ctrl+C reaches the command alone.
 */
export function startPatientsChild(
  { relayUrl, jwtSecret, clinicianPassword, seed, replay }: PatientsChildOptions,
  seeded: (what: Seeded) => void,
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(simulation, 'run.ts')], {
    env: {
      ...process.env,
      RELAY_URL: relayUrl,
      JWT_SECRET: jwtSecret,
      CLINICIAN_PASSWORD: clinicianPassword,
      SEED: String(seed),
      ...(replay && {
        REPLAY_FILE: replay.file,
        REPLAY_SPEED: String(replay.speed),
        REPLAY_STARTED_AT_MS: String(replay.startedAtMs),
      }),
    },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  })
  return new Promise((resolve, reject) => {
    let lastWords = ''
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        if (line.trim() !== '') lastWords = line
        console.error(line)
      })
    }
    child.once('message', (message) => {
      seeded(seededSchema.parse(message))
      resolve(child)
    })
    child.once('error', reject)
    child.once('close', () => reject(new Error(lastWords || `the process of the patients ${describeExit(child)}`)))
  })
}

/** Returns what is wrong with a recording, in one line, or undefined when it can be played. */
export function findFaultInRecording(file: string): string | undefined {
  const check = spawnSync(process.execPath, [join(simulation, 'replay', 'checkRecording.ts'), file], {
    encoding: 'utf8',
  })
  return check.status === 0 ? undefined : check.stderr.trim() || `${file} cannot be checked`
}
