import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../../shared/model/timing/clock.ts'
import { systemRandom } from '../../core/runtime/random.ts'
import { openCore } from '../../openCore.ts'
import { defaultDataDir } from '../dataDir.ts'
import { fileProtector } from '../openKeySafe.ts'
import { readEnvironment } from '../readEnvironment.ts'
import { refusalReason } from '../startRefusal.ts'
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
  const opened = await openCore({ dataDir, environment, protectors: [fileProtector] })
  const { core, log, keyProtection, unlock } = opened
  if (opened.isOpenToOthers)
    console.error(`console: the data directory is open to other users of this machine: chmod 700 it (${dataDir})`)
  const host = await createBrowserHost({
    core,
    capabilities: { keyProtection },
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
