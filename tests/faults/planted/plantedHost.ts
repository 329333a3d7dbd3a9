import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSocket } from '../../../src/client/openSocket.ts'
import type { CoreParts } from '../../../src/main/core/coreParts.ts'
import { createCore } from '../../../src/main/core/createCore.ts'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import { createBrowserHost } from '../../../src/main/hosts/browser/createBrowserHost.ts'
import { openPageSecret } from '../../../src/main/hosts/browser/pageKeys.ts'
import { openConsoleLog } from '../../../src/main/hosts/consoleLog.ts'
import { lockDataDir } from '../../../src/main/hosts/dataDirLock.ts'
import { fileProtector, openKeySafe } from '../../../src/main/hosts/openKeySafe.ts'
import { readEnvironment } from '../../../src/main/hosts/readEnvironment.ts'
import { openStorage } from '../../../src/main/storage/openStorage.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'

/** Runs the browser host as the product does, with parts of the core that have a defect. */
export async function runPlantedHost(planted: Partial<Pick<CoreParts, 'openSocket' | 'openStorage'>>): Promise<void> {
  const environment = readEnvironment(process.env)
  const dataDir = resolve(environment.dataDir ?? '')
  lockDataDir(dataDir, process.pid)
  const log = openConsoleLog(dataDir)
  const keySafe = await openKeySafe({ dataDir, protectors: [fileProtector], random: systemRandom })
  const core = createCore({
    dataDir,
    keySafe,
    openStorage,
    clock: systemClock,
    random: systemRandom,
    log,
    openSocket,
    fetch,
    deviceName: 'planted',
    ...(environment.signIn ? { signInWith: environment.signIn } : {}),
    ...planted,
  })
  const host = await createBrowserHost({
    core,
    capabilities: { keyProtection: keySafe.protection },
    rendererDir: fileURLToPath(new URL('.', import.meta.url)),
    pageSecret: openPageSecret(dataDir, systemRandom),
    clock: systemClock,
    random: systemRandom,
    log,
    port: environment.port,
  })
  console.log(`console ready at ${host.newLink()}`)
  process.once(
    'SIGTERM',
    () =>
      void host
        .close()
        .then(core.close)
        .then(() => process.exit(0)),
  )
}
