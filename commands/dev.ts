import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from './processes/ensureBuilt.ts'
import { findElectron } from './processes/findElectron.ts'

/*
 * Works on the console: in Electron with hot reloading where its binary is here, else in the browser host, which is built and
 * started anew at every change. An open page comes back by itself; reload it to see a change of the page.
 */
const root = join(import.meta.dirname, '..')
const quietMs = 200
const port = process.env.PORT ?? '5173'

if (findElectron() === undefined) await developInBrowser()
else {
  const electronVite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const child = spawn(process.execPath, [electronVite, 'dev', '--watch'], { cwd: root, stdio: 'inherit' })
  child.once('exit', (code) => process.exit(code ?? 1))
}

async function developInBrowser(): Promise<void> {
  let host: ChildProcess | undefined
  let changes = 0
  watch(join(root, 'src'), { recursive: true }, () => {
    changes += 1
  })
  for (;;) {
    const before = changes
    try {
      await ensureBuilt()
      await stop(host)
      host = startHost(host === undefined)
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
    }
    while (changes === before) await sleep(quietMs)
    // Several files are saved at once; wait until it is quiet.
    for (let seen = -1; seen !== changes; await sleep(quietMs)) seen = changes
  }
}

function startHost(first: boolean): ChildProcess {
  const env = { ...process.env, PORT: port, ...(first ? {} : { BROWSER: 'none' }) }
  return spawn(process.execPath, [join(root, 'out/main/browserHost.js')], { env, stdio: 'inherit' })
}

function stop(host: ChildProcess | undefined): Promise<void> {
  if (host === undefined || host.exitCode !== null || host.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    host.once('exit', () => resolve())
    host.kill('SIGTERM')
  })
}
