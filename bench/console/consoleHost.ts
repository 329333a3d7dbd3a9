import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describeExit, endChild } from '../../commands/processes/childExit.ts'
import { untilReady } from '../../commands/processes/untilReady.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { password } from './grownRelay.ts'
import type { CoreReport } from './reportCore.ts'

/** The browser host as it is built, running. */
export interface ConsoleHost {
  readonly pid: number
  /** The link that admits one page. */
  readonly link: string
  readonly report: () => Promise<CoreReport>
  readonly stop: () => Promise<void>
}

/** A workstation's disk. */
export interface Workstation {
  readonly dataDir: string
  /** Size of all that lies on it, in bytes. */
  readonly bytes: () => number
  /** Resolves with the instant of the last write, once nothing was written for two seconds: ms since 1970. */
  readonly untilStill: () => Promise<number>
  readonly remove: () => void
}

/** Makes an empty disk. */
export function createWorkstation(): Workstation {
  const dataDir = mkdtempSync(join(tmpdir(), 'rounds-bench-console-'))
  const files = () =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .flatMap((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false }) ?? [])
  const writtenAt = () => Math.max(...files().map(({ mtimeMs }) => mtimeMs))
  return {
    dataDir,
    bytes: () => files().reduce((sum, { size }) => sum + size, 0),
    untilStill: async () => {
      for (let before = 0; writtenAt() !== before; await pause(2_000)) before = writtenAt()
      return writtenAt()
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** Starts the host on a disk, signed in as `userId`. `CONSOLE_PROFILE` names a directory for a CPU profile of it. */
export async function startConsoleHost(
  { dataDir }: Workstation,
  relayUrl: string,
  userId: UserId,
): Promise<ConsoleHost> {
  const preload = new URL('reportCore.ts', import.meta.url).href
  const { CONSOLE_PROFILE } = process.env
  const profiling = CONSOLE_PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${CONSOLE_PROFILE}`]
  const child = spawn(process.execPath, [...profiling, '--import', preload, 'out/main/browserHost.js'], {
    env: {
      ...process.env,
      ...{ RELAY_URL: relayUrl, DATA_DIR: dataDir, PORT: '0', BROWSER: 'none' },
      ...{ ROUNDS_USER: userId, ROUNDS_PASSWORD: password },
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const link = await untilReady(child, /console ready at (\S+)/, () => `the console's host ${describeExit(child)}`)
  return {
    pid: child.pid ?? 0,
    link,
    report: () =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error('the host ended before it reported'))
        child.once('message', (report: CoreReport) => {
          child.off('exit', ended)
          resolve(report)
        })
        child.once('exit', ended)
        child.send('report')
      }),
    stop: () => endChild(child, 'SIGTERM'),
  }
}
