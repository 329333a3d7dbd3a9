import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DestinationStream } from 'pino'
import { inject } from 'vitest'
import type { z } from 'zod'
import { describeExit } from '../../../commands/processes/childExit.ts'
import { untilReady } from '../../../commands/processes/untilReady.ts'
import { createTokenIssuer } from '../../../relay/accounts/tokenIssuer.ts'
import { type LogLevel, readEnvironment } from '../../../relay/environment.ts'
import { createLog } from '../../../relay/log.ts'
import { openNode, type RelayNode } from '../../../relay/openNode.ts'
import { openPostgresStore } from '../../../relay/store/database/openPostgresStore.ts'
import { createSqliteStore, openSqliteFile } from '../../../relay/store/database/openSqliteStore.ts'
import type { Store } from '../../../relay/store/store.ts'
import { sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { type Clock, systemClock } from '../../../src/shared/model/timing/clock.ts'
import {
  type SessionPut,
  sessionPutSchema,
  type UserPut,
  type userPutSchema,
} from '../../../src/shared/protocol/rest.ts'
import { borrowTestDatabase, fullDiskSql } from '../servers/createTestDatabase.ts'
import { dropKeys, redisUrl } from '../servers/testRedis.ts'
import { ground, nodeCount } from './ground.ts'

/** Secret with which the tests' relays sign tokens. */
export const testSecret = 'a secret of the tests, of no use anywhere else'

const admin = { userId: userIdSchema.parse('test-admin'), role: 'admin', name: 'Test Admin' } as const

/** Makes tokens as the relay does, for `startRelayProcess` too. `lifeMs` from the clock's now. */
export async function tokenFor(
  userId: string,
  role: Role,
  { name = userId, lifeMs = 3_600_000, clock = systemClock }: { name?: string; lifeMs?: number; clock?: Clock } = {},
): Promise<string> {
  const { tokens } = readEnvironment({ JWT_SECRET: testSecret })
  const issue = createTokenIssuer({ ...tokens, expiresInMs: lifeMs }, clock)
  return (await issue({ userId: userIdSchema.parse(userId), role, name })).token
}

export interface StartRelayOptions {
  readonly clock?: Clock
  /** A data directory to use and keep; by default a new one, removed by `stop`. */
  readonly dataDir?: string
  readonly port?: number
  readonly logLevel?: LogLevel
  readonly logTo?: DestinationStream
  /** Puts something between the relay and its store. */
  readonly wrapStore?: (store: Store) => Store
  readonly env?: Readonly<Record<string, string>>
}

export interface StartedRelay {
  /** Of one node; with several, of the next one each time it is asked for. */
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** The store now in use; another one after `restart`. */
  readonly store: () => Store
  readonly useCases: () => RelayNode['useCases']
  /** Puts an account as an administrator would, over REST. */
  readonly putUser: (id: string, put: z.input<typeof userPutSchema>) => Promise<void>
  /** Puts a session as an administrator would. Participants as `{ 'user-id': 'role' }` or a whole body. */
  readonly putSession: (id: string, put: Record<string, Role> | z.input<typeof sessionPutSchema>) => Promise<void>
  readonly tokenFor: (userId: string, role: Role, name?: string, lifeMs?: number) => Promise<string>
  /** Fills the database's disk, so that it takes nothing more until `freeDisk`. */
  readonly fillDisk: () => unknown
  readonly freeDisk: () => unknown
  /** Stops gracefully and starts again on the same port and data; several nodes one after the other. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts a whole relay in this process, on a free port and data of its own; on what `TEST_RELAY` says. */
export function startRelay(options: StartRelayOptions = {}): Promise<StartedRelay> {
  return ground === 'cluster' && options.dataDir === undefined ? startCluster(options) : startSingle(options)
}

async function startSingle(options: StartRelayOptions): Promise<StartedRelay> {
  const clock = options.clock ?? systemClock
  const log = createLog(options.logLevel ?? (options.logTo ? 'debug' : 'silent'), options.logTo)
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rounds-relay-')))

  async function open(port: number) {
    const settings = readEnvironment({
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      JWT_SECRET: testSecret,
      RATE_LIMIT_FACTOR: '1000',
      ...options.env,
    })
    const database = openSqliteFile(join(dataDir, 'relay.db'))
    const plain = await createSqliteStore(database)
    const store = options.wrapStore?.(plain) ?? plain
    return { node: await openNode({ settings, store, clock, log }), store, database }
  }

  let opened = await open(options.port ?? 0)
  const { url } = opened.node
  const port = Number(new URL(url).port)
  let isStopped = false

  return {
    url,
    port,
    dataDir,
    store: () => opened.store,
    useCases: () => opened.node.useCases,
    putUser: async (id, put) => {
      await putOverRest(url, `/api/users/${encodeURIComponent(id)}`, put, clock)
    },
    putSession: async (id, put) => {
      await opened.node.useCases.putSession(admin, sessionIdSchema.parse(id), sessionPutOf(put))
    },
    tokenFor: (userId, role, name = userId, lifeMs = 3_600_000) => tokenFor(userId, role, { name, lifeMs, clock }),
    fillDisk: () => void opened.database.pragma('max_page_count = 1'),
    freeDisk: () => void opened.database.pragma('max_page_count = 1073741823'),
    restart: async () => {
      await opened.node.stop()
      opened = await open(port)
    },
    stop: async () => {
      if (isStopped) return
      isStopped = true
      await opened.node.stop()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The same relay as three nodes, on a database and under a key prefix that nobody else uses meanwhile. */
async function startCluster(options: StartRelayOptions): Promise<StartedRelay> {
  const clock = options.clock ?? systemClock
  const log = createLog(options.logLevel ?? (options.logTo ? 'debug' : 'silent'), options.logTo)
  const dataDir = await mkdtemp(join(tmpdir(), 'rounds-relay-'))
  const database = await borrowTestDatabase(inject('clusterRun'))
  const keyPrefix = `rounds-test-${randomUUID()}`

  async function open(port: number) {
    const settings = readEnvironment({
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      JWT_SECRET: testSecret,
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      REDIS_KEY_PREFIX: keyPrefix,
      RATE_LIMIT_FACTOR: '1000',
      ...options.env,
    })
    const plain = await openPostgresStore({ databaseUrl: database.url, directUrl: database.url, clock: systemClock })
    const store = options.wrapStore?.(plain) ?? plain
    return { node: await openNode({ settings, store, clock, log }), store }
  }
  const ports = [options.port ?? 0, ...Array.from({ length: nodeCount - 1 }, () => 0)]
  const opened = await Promise.all(ports.map(open)).catch(async (error: unknown) => {
    await database.drop()
    throw error
  })
  const [first] = opened
  if (!first) throw new Error('there is no node')
  const portOf = (url: string) => Number(new URL(url).port)
  const current = [...opened]
  let turn = 0
  let isStopped = false
  const next = () => {
    const node = opened[turn % opened.length] ?? first
    turn += 1
    return node.node.url
  }

  return {
    get url() {
      return next()
    },
    get port() {
      return portOf(next())
    },
    dataDir,
    store: () => (current[0] ?? first).store,
    useCases: () => (current[turn % current.length] ?? first).node.useCases,
    putUser: (id, put) => putOverRest(next(), `/api/users/${encodeURIComponent(id)}`, put, clock),
    putSession: async (id, put) => {
      const { node } = current[0] ?? first
      await node.useCases.putSession(admin, sessionIdSchema.parse(id), sessionPutOf(put))
    },
    tokenFor: (userId, role, name = userId, lifeMs = 3_600_000) => tokenFor(userId, role, { name, lifeMs, clock }),
    fillDisk: () => database.query(fullDiskSql),
    freeDisk: () => database.query('drop function full_disk cascade'),
    restart: async () => {
      // One after the other, as an administrator would.
      for (const [index, { node }] of opened.entries()) {
        await current[index]?.node.stop()
        current[index] = await open(portOf(node.url))
      }
    },
    stop: async () => {
      if (isStopped) return
      isStopped = true
      await Promise.all(current.map(({ node }) => node.stop()))
      await database.drop()
      await dropKeys(keyPrefix)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function sessionPutOf(put: Record<string, Role> | z.input<typeof sessionPutSchema>): SessionPut {
  if ('participants' in put) return sessionPutSchema.parse(put)
  const participants = Object.entries(put).map(([userId, role]) => ({ userId, role }))
  return sessionPutSchema.parse({ kind: 'chat', participants })
}

async function putOverRest(url: string, path: string, body: object, clock = systemClock): Promise<void> {
  const token = await tokenFor(admin.userId, 'admin', { name: admin.name, clock })
  const response = await fetch(new URL(path, url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`PUT ${path} was answered ${response.status}: ${await response.text()}`)
}

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
  readonly putSession: (id: string, put: Record<string, Role> | z.input<typeof sessionPutSchema>) => Promise<void>
  /** Sends the signal (SIGTERM) and waits for the end; resolves with the exit code, null after a SIGKILL. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<number | null>
  /** Starts again on the same port and data, after a `kill`. */
  readonly restart: () => Promise<void>
  /** Kills it if it runs, and removes its directory. */
  readonly dispose: () => Promise<void>
}

const entryPoint = fileURLToPath(new URL('../../../relay/index.ts', import.meta.url))

/** Runs `node relay/index.ts` with this environment alone; resolves with the exit code and what it printed. */
export async function runRelay(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [entryPoint], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

/** Starts the relay as a process of its own, and waits until it listens. */
export async function startRelayProcess(
  options: { readonly dataDir?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<RelayProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rounds-relay-')))
  let output = ''

  async function launch(port: number): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [entryPoint], {
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
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null

  async function kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (hasEnded()) return child.exitCode
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }

  return {
    url,
    port,
    dataDir,
    pid: () => child.pid ?? 0,
    hasEnded,
    output: () => output,
    putUser: (id, put) => putOverRest(url, `/api/users/${encodeURIComponent(id)}`, put),
    putSession: (id, put) => putOverRest(url, `/api/sessions/${encodeURIComponent(id)}`, sessionPutOf(put)),
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
