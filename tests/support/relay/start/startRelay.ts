import type { StartedRelay, StartRelayOptions } from './startedRelay.ts'
import { startRelayCluster } from './startRelayCluster.ts'
import { startSqliteRelay } from './startSqliteRelay.ts'
import { testBackend } from './testBackend.ts'

/**
 * Starts a whole relay in this process, on a free port and data of its own: one node on SQLite, or the cluster if `TEST_RELAY`
 * says so. A data directory that is given holds a SQLite file, and is for one node.
 */
export function startRelay(options: StartRelayOptions = {}): Promise<StartedRelay> {
  const isCluster = testBackend === 'cluster' && options.dataDir === undefined
  return isCluster ? startRelayCluster(options) : startSqliteRelay(options)
}
