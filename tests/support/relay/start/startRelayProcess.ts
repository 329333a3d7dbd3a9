import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeExit, endChild, hasEnded } from '../../../../commands/processes/childExit.ts'
import { untilReady } from '../../../../commands/processes/untilReady.ts'
import type { UserPut } from '../../../../src/shared/protocol/rest.ts'
import { putAsAdmin, type SessionToPut, sessionPath, sessionPutOf, userPath } from './putAsAdmin.ts'
import { relayProgram } from './runRelay.ts'
import { testSecret } from './testTokens.ts'

/** The relay as a program, with what a test does to it. */
export interface RelayProcess {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** Of the process that runs now. */
  readonly pid: () => number
  /** Returns whether it has ended by itself or by a signal. */
  readonly hasEnded: () => boolean
  /** Everything that was printed so far, both streams. */
  readonly output: () => string
  readonly putUser: (id: string, put: UserPut) => Promise<void>
  readonly putSession: (id: string, put: SessionToPut) => Promise<void>
  /** Sends the signal (SIGTERM) and waits for the end; resolves with the exit code, null after a SIGKILL. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<number | null>
  /** Starts again on the same port and data, after a `kill`. */
  readonly restart: () => Promise<void>
  /** Kills it if it runs, and removes its directory. */
  readonly dispose: () => Promise<void>
}

/** Starts the relay as a process of its own, and waits until it listens. */
export async function startRelayProcess(
  options: { readonly dataDir?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<RelayProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rounds-relay-')))
  let output = ''

  async function launch(port: number): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [relayProgram], {
      env: {
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: dataDir,
        JWT_SECRET: testSecret,
        LOG_LEVEL: 'warn',
        RATE_LIMIT_FACTOR: '1000',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    const complaint = () => `the relay ${describeExit(child)} before it listened:\n${output}`
    const url = await untilReady(child, /^relay listening on (\S+)$/, complaint)
    return { child, url }
  }

  let { child, url } = await launch(0)
  const port = Number(new URL(url).port)

  async function kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    await endChild(child, signal)
    return child.exitCode
  }

  return {
    url,
    port,
    dataDir,
    pid: () => child.pid ?? 0,
    hasEnded: () => hasEnded(child),
    output: () => output,
    putUser: (id, put) => putAsAdmin(url, userPath(id), put),
    putSession: (id, put) => putAsAdmin(url, sessionPath(id), sessionPutOf(put)),
    kill,
    restart: async () => {
      ;({ child, url } = await launch(port))
    },
    dispose: async () => {
      await kill('SIGKILL')
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
