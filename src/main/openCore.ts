import { hostname } from 'node:os'
import { openSocket } from '../client/openSocket.ts'
import type { Core } from './core/core.ts'
import { createCore } from './core/createCore.ts'
import type { KeySafe } from './core/runtime/keySafe.ts'
import type { Log } from './core/runtime/log.ts'
import { systemRandom } from './core/runtime/random.ts'
import { openConsoleLog } from './hosts/consoleLog.ts'
import { isOpenToOthers, prepareDataDir } from './hosts/dataDir.ts'
import { lockDataDir } from './hosts/dataDirLock.ts'
import { createMachineClock } from './hosts/machineClock.ts'
import { type KeyProtector, openKeySafe } from './hosts/openKeySafe.ts'
import type { HostEnvironment } from './hosts/readEnvironment.ts'
import { withDefaultRelay } from './hosts/withDefaultRelay.ts'
import { openStorage } from './storage/openStorage.ts'

export interface OpenedCore {
  readonly core: Core
  readonly log: Log
  readonly keyProtection: KeySafe['protection']
  /** Whether other users of this machine can read the data directory; it stands in the log as well. */
  readonly isOpenToOthers: boolean
  /** Lets another console have the data directory; to be called once the core is closed. */
  readonly unlock: () => void
}

/**
 * Opens the data directory for this process alone and builds the core over it, with this machine's clock, disk and network. Throws
 * when another console uses the directory, or it cannot be used.
 */
export async function openCore(parts: {
  readonly dataDir: string
  readonly environment: Pick<HostEnvironment, 'relayUrl' | 'signIn'>
  readonly protectors: readonly [KeyProtector, ...KeyProtector[]]
}): Promise<OpenedCore> {
  const { dataDir, environment, protectors } = parts
  prepareDataDir(dataDir)
  const unlock = lockDataDir(dataDir, process.pid)
  const log = openConsoleLog(dataDir)
  const isOpen = isOpenToOthers(dataDir, process.platform)
  if (isOpen) log.warn({}, 'the data directory is open to other users of this machine: chmod 700 it')
  const keySafe = await openKeySafe({ dataDir, protectors, random: systemRandom })
  const core = createCore({
    dataDir,
    keySafe,
    openStorage,
    clock: createMachineClock(),
    random: systemRandom,
    log,
    openSocket,
    fetch,
    deviceName: hostname().slice(0, 100),
    ...(environment.signIn ? { signInWith: environment.signIn } : {}),
  })
  return {
    core: withDefaultRelay(core, environment.relayUrl),
    log,
    keyProtection: keySafe.protection,
    isOpenToOthers: isOpen,
    unlock,
  }
}
