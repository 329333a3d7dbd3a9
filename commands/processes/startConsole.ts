import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './ensureBuilt.ts'
import { haveElectron } from './findElectron.ts'

const root = join(import.meta.dirname, '..', '..')

export interface ConsoleOptions {
  readonly relayUrl?: string | undefined
  readonly dataDir?: string | undefined
  /** Of the browser host; 0 is any free one. */
  readonly port?: number | undefined
  /** Signs in by itself, for a demonstration. */
  readonly signIn?: { readonly user: string; readonly password: string } | undefined
}

/**
 * Builds what is stale and starts the console: in Electron where its binary can be had, else, after one line that says so, in
 * the browser host, which prints `console ready at …` on this process's stdout. `BROWSER=none` asks for no window, so it is
 * the browser host then too.
 */
export async function startConsole(options: ConsoleOptions): Promise<ChildProcess> {
  await ensureBuilt()
  const env = { ...process.env, ...environmentOf(options) }
  const electron = process.env.BROWSER === 'none' ? undefined : await haveElectron()
  if (electron !== undefined) return spawn(electron, [root], { env, stdio: 'inherit' })
  if (process.env.BROWSER !== 'none') {
    console.log(
      'There is no Electron binary on this machine and none can be fetched: the console opens in the browser.',
    )
  }
  return spawn(process.execPath, [join(root, 'out/main/browserHost.js')], { env, stdio: 'inherit' })
}

function environmentOf(options: ConsoleOptions): Record<string, string> {
  const { relayUrl, dataDir, port, signIn } = options
  return {
    ...(relayUrl === undefined ? {} : { RELAY_URL: relayUrl }),
    ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(signIn === undefined ? {} : { ROUNDS_USER: signIn.user, ROUNDS_PASSWORD: signIn.password }),
  }
}
