import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import type { OpenSocket } from '../../../src/client/openSocket.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
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

/* The browser host, but a `message:send` that is tried again goes out under a new id. */

const environment = readEnvironment(process.env)
const dataDir = resolve(environment.dataDir ?? '')
lockDataDir(dataDir, process.pid)
const log = openConsoleLog(dataDir)
const keySafe = await openKeySafe({ dataDir, protectors: [fileProtector], random: systemRandom })

const sentIds = new Set<unknown>()

function isRetry(payload: object): boolean {
  const id = 'id' in payload ? payload.id : undefined
  const known = sentIds.has(id)
  sentIds.add(id)
  return known
}

const openWithNewIds: OpenSocket = (options, listener) => {
  const socket = openSocket(options, listener)
  return {
    ...socket,
    request: (event, payload) =>
      socket.request(event, event === 'message:send' && isRetry(payload) ? { ...payload, id: v7() } : payload),
  }
}

const core = createCore({
  dataDir,
  keySafe,
  openStorage,
  clock: systemClock,
  random: systemRandom,
  log,
  openSocket: openWithNewIds,
  fetch,
  deviceName: 'planted',
  ...(environment.signIn ? { signInWith: environment.signIn } : {}),
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
