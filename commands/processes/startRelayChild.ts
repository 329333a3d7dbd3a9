import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describeExit } from './childExit.ts'
import { untilReady } from './untilReady.ts'

export interface RelayChildOptions {
  readonly port: number
  readonly dataDir: string
  readonly jwtSecret: string
  /** Receives all that the relay writes. */
  readonly logPath: string
}

/** Variables that would point the relay of a demonstration at somebody's real systems. */
const foreign = /^(HOST|DATABASE_URL|DIRECT_URL|REDIS_\w+|JWKS_URL|JWT_\w+|CORS_ORIGINS|FRONTEND_URL)$/

/**
 * Starts a relay on the loopback interface and resolves when it listens. Rejects with the relay's own last words when it ends
 * before that. It has a process group of its own, so that Ctrl+C reaches the command alone.
 */
export async function startRelayChild({ port, dataDir, jwtSecret, logPath }: RelayChildOptions): Promise<ChildProcess> {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'relay', 'index.ts')], {
    env: {
      ...Object.fromEntries(inherited),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      JWT_SECRET: jwtSecret,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const log = createWriteStream(logPath, { flags: 'a', mode: 0o600 })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  child.once('close', () => log.end())
  let lastWords = ''
  createInterface(child.stderr).on('line', (line) => {
    if (line.trim() !== '') lastWords = line
  })
  await untilReady(child, /^relay listening on (\S+)/, () => lastWords || `it ${describeExit(child)}, see ${logPath}`)
  return child
}
