import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endChild } from '../../../commands/processes/childExit.ts'
import { until } from '../time/until.ts'
import { listensAt } from './listensAt.ts'

const program = 'clamd'

export const clamdIsInstalled = (): boolean => spawnSync(program, ['--version']).status === 0

export interface StartedClamd {
  readonly socketPath: string
  readonly stop: () => Promise<void>
}

/** The scanner itself, on a socket and a database of a test's own: its one signature is content with the marker in it. */
export async function startClamd(virusMarker: string): Promise<StartedClamd> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-clamd-'))
  const socketPath = join(folder, 'clamd.sock')
  const signature = `Rounds.Marker:0:*:${Buffer.from(virusMarker).toString('hex')}\n`
  await writeFile(join(folder, 'rounds.ndb'), signature)
  const settings = [`LocalSocket ${socketPath}`, `DatabaseDirectory ${folder}`, 'Foreground yes', 'StreamMaxLength 26M']
  await writeFile(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`)
  const child = spawn(program, [`--config-file=${join(folder, 'clamd.conf')}`], { stdio: 'ignore' })
  await until('clamd listens', () => listensAt({ path: socketPath }), 60_000)
  return {
    socketPath,
    stop: async () => {
      await endChild(child, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
