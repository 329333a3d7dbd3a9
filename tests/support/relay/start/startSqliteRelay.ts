import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEnvironment } from '../../../../relay/environment.ts'
import { createLog } from '../../../../relay/log.ts'
import { openNode } from '../../../../relay/openNode.ts'
import { createSqliteStore, openSqliteFile } from '../../../../relay/store/database/openSqliteStore.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { systemClock } from '../../../../src/shared/model/timing/clock.ts'
import { putAsAdmin, sessionPutOf, testAdmin, userPath } from './putAsAdmin.ts'
import type { StartedRelay, StartRelayOptions } from './startedRelay.ts'
import { testSecret, tokenFor } from './testTokens.ts'

/** Starts one node in this process, on a SQLite file. */
export async function startSqliteRelay(options: StartRelayOptions): Promise<StartedRelay> {
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
      await putAsAdmin(url, userPath(id), put, clock)
    },
    putSession: async (id, put) => {
      await opened.node.useCases.putSession(testAdmin, sessionIdSchema.parse(id), sessionPutOf(put))
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
