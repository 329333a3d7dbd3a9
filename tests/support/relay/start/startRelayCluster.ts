import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { readEnvironment } from '../../../../relay/environment.ts'
import { createLog } from '../../../../relay/log.ts'
import { openNode } from '../../../../relay/openNode.ts'
import { openPostgresStore } from '../../../../relay/store/database/openPostgresStore.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { borrowTestDatabase, fullDiskSql } from '../../servers/createTestDatabase.ts'
import { dropKeys, redisUrl } from '../../servers/testRedis.ts'
import { putAsAdmin, sessionPutOf, testAdmin, userPath } from './putAsAdmin.ts'
import type { StartedRelay, StartRelayOptions } from './startedRelay.ts'
import { nodeCount } from './testBackend.ts'
import { testSecret, tokenFor } from './testTokens.ts'

/** Starts three nodes in this process, on a PostgreSQL database and under a key prefix that nobody else uses meanwhile. */
export async function startRelayCluster(options: StartRelayOptions): Promise<StartedRelay> {
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
    putUser: (id, put) => putAsAdmin(next(), userPath(id), put, clock),
    putSession: async (id, put) => {
      const { node } = current[0] ?? first
      await node.useCases.putSession(testAdmin, sessionIdSchema.parse(id), sessionPutOf(put))
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
