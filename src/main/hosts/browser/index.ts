import { homedir, hostname } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSocket } from '../../../client/openSocket.ts'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { createCore } from '../../core/createCore.ts'
import { systemRandom } from '../../core/runtime/random.ts'
import { openStorage } from '../../storage/openStorage.ts'
import { openConsoleLog } from '../consoleLog.ts'
import { defaultDataDir, isOpenToOthers, prepareDataDir } from '../dataDir.ts'
import { lockDataDir } from '../dataDirLock.ts'
import { fileProtector, openKeySafe } from '../openKeySafe.ts'
import { readEnvironment } from '../readEnvironment.ts'
import { refusalReason } from '../startRefusal.ts'
import { withDefaultRelay } from '../withDefaultRelay.ts'
import { createBrowserHost } from './createBrowserHost.ts'
import { openSystemBrowser } from './openSystemBrowser.ts'
import { openPageSecret } from './pageKeys.ts'

try {
  await start()
} catch (error) {
  console.error(`console cannot start: ${refusalReason(error)}`)
  process.exit(1)
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env)
  const dataDir = resolve(environment.dataDir ?? defaultDataDir(process.platform, homedir(), process.env))
  prepareDataDir(dataDir)
  const unlock = lockDataDir(dataDir, process.pid)
  const log = openConsoleLog(dataDir)
  if (isOpenToOthers(dataDir, process.platform)) {
    log.warn({}, 'the data directory is open to other users of this machine: chmod 700 it')
    console.error(`console: the data directory is open to other users of this machine: chmod 700 it (${dataDir})`)
  }
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
    deviceName: hostname().slice(0, 100),
    ...(environment.signIn ? { signInWith: environment.signIn } : {}),
  })
  const host = await createBrowserHost({
    core: withDefaultRelay(core, environment.relayUrl),
    capabilities: { keyProtection: keySafe.protection },
    rendererDir: fileURLToPath(new URL('../renderer/', import.meta.url)),
    pageSecret: openPageSecret(dataDir, systemRandom),
    clock: systemClock,
    random: systemRandom,
    log,
    port: environment.port,
  })

  const announce = () => console.log(`console ready at ${host.newLink()}`)
  announce()
  const forgetLink = environment.opensBrowser
    ? openSystemBrowser(host.newLink(), dataDir, process.platform)
    : () => undefined
  // A link admits one page. Who wants another presses Enter.
  if (process.stdin.isTTY) process.stdin.on('data', announce).unref()

  let quitting = false
  const quit = async () => {
    if (quitting) return
    quitting = true
    forgetLink()
    await core.handOver()
    await host.close()
    await core.close()
    unlock()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void quit())
}
