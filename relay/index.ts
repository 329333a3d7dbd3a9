import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { FailureError } from '../src/shared/model/failure.ts'
import { systemClock } from '../src/shared/model/timing/clock.ts'
import { type RelaySettings, readEnvironment } from './environment.ts'
import { createLog } from './log.ts'
import { openNode, type RelayNode } from './openNode.ts'
import { openPostgresStore } from './store/database/openPostgresStore.ts'
import { openSqliteStore } from './store/database/openSqliteStore.ts'

async function makeDataDir(dataDir: string, log: Logger): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    // Windows keeps who may read what elsewhere.
    const isOpenToOthers = process.platform !== 'win32' && ((await stat(dataDir)).mode & 0o077) !== 0
    if (isOpenToOthers) log.warn('DATA_DIR is open to other users of this machine: chmod 700 it')
  } catch {
    throw new FailureError('unavailable', 'DATA_DIR cannot be made: set it to a directory that the relay may write')
  }
}

async function start(settings: RelaySettings): Promise<RelayNode> {
  const log = createLog(settings.logLevel)
  await makeDataDir(settings.dataDir, log)
  const { database, dataDir } = settings
  const store =
    database.kind === 'postgres'
      ? await openPostgresStore({ ...database, clock: systemClock })
      : await openSqliteStore({ file: join(dataDir, 'relay.db') })
  try {
    return await openNode({ settings, store, clock: systemClock, log })
  } catch (error) {
    await store.close()
    throw error
  }
}

function refuseToStart(error: unknown): never {
  const reason = error instanceof Error ? error.message : 'for no reason it knows'
  console.error(`relay does not start: ${reason.replaceAll(/\s*\n\s*/g, ' ')}`)
  process.exit(1)
}

try {
  const node = await start(readEnvironment(process.env))
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    try {
      await node.stop()
      process.exit(0)
    } catch (error) {
      console.error(`relay did not stop cleanly: ${error instanceof Error ? error.name : 'no reason'}`)
      process.exit(1)
    }
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  console.log(`relay listening on ${node.url}`)
} catch (error) {
  refuseToStart(error)
}
