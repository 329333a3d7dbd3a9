import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { endChild, hasEnded } from '../../../commands/processes/childExit.ts'
import { chooseFreePort } from '../../../commands/processes/chooseFreePort.ts'
import { until } from '../time/until.ts'

/** A PostgreSQL server of a test's own, to be killed, stopped and started. What it has committed it keeps. */
export interface StartedPostgres {
  readonly port: number
  /** Of the database that every server has; `createTestDatabase` makes others from it. */
  readonly url: string
  /** Ends it at once, as `signal` does: SIGKILL as a crash, SIGQUIT without waiting for anyone. */
  readonly end: (signal: 'SIGKILL' | 'SIGQUIT') => Promise<void>
  /** Starts it again, and waits until it answers. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const versions = '/usr/lib/postgresql'

/**
 * Returns the folder of the server's programs, of the newest version if there are several; undefined when they are not installed.
 */
export function findPostgresPrograms(): string | undefined {
  if (!existsSync(versions)) return undefined
  const folders = readdirSync(versions).sort((a, b) => Number(b) - Number(a))
  return folders.map((version) => join(versions, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')))
}

const commandOutput = (file: string, ...args: string[]) => Number(spawnSync(file, args, { encoding: 'utf8' }).stdout)

/** The server refuses to run as root. */
function findUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: commandOutput('id', '-u', 'nobody'), gid: commandOutput('id', '-g', 'nobody') }
}

/** Makes a server from the programs in `folder`, in a temporary directory and on a free port, and starts it. */
export async function startPostgres(folder: string): Promise<StartedPostgres> {
  const user = findUser()
  const directory = await mkdtemp(join(tmpdir(), 'rounds-postgres-'))
  const data = join(directory, 'data')
  await mkdir(data)
  await chmod(directory, 0o755)
  if (user) {
    await chown(directory, user.uid, user.gid)
    await chown(data, user.uid, user.gid)
  }
  const initial = [
    '--pgdata',
    data,
    '--username',
    'root',
    '--auth',
    'trust',
    '--no-sync',
    '--locale',
    'C',
    '-E',
    'UTF8',
  ]
  await promisify(execFile)(join(folder, 'initdb'), initial, { cwd: directory, ...user })
  const port = await chooseFreePort()
  const url = `postgres://root@127.0.0.1:${port}/postgres`

  async function answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  function launch(): ChildProcess {
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${directory}`, 'shared_buffers=16MB']
    const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
    return spawn(join(folder, 'postgres'), args, { cwd: directory, stdio: 'ignore', ...user })
  }
  let server = launch()
  async function start(): Promise<void> {
    await until(
      'PostgreSQL answers',
      async () => {
        // While what a crash left behind still ends, it refuses to start.
        if (hasEnded(server)) server = launch()
        return await answers()
      },
      60_000,
    )
  }
  await start()

  return {
    port,
    url,
    end: (signal) => endChild(server, signal),
    start,
    stop: async () => {
      await endChild(server, 'SIGQUIT')
      await rm(directory, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
