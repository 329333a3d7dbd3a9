import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const electronDir = join(import.meta.dirname, '..', '..', 'node_modules', 'electron')
const reachableMs = 3_000

/** The directory of the Electron binary for this machine, or undefined if it is not here. */
export function findElectronDist(): string | undefined {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronDir, 'dist')
  return executableIn(dist) === undefined ? undefined : dist
}

/** The Electron executable, or undefined if it is not here. */
export function findElectron(): string | undefined {
  return executableIn(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronDir, 'dist'))
}

/** The Electron executable; if it is not here, it is fetched where its server answers within three seconds. */
export async function haveElectron(): Promise<string | undefined> {
  const found = findElectron()
  if (found !== undefined || !(await isReachable())) return found
  console.log('fetching Electron, once')
  spawnSync(process.execPath, [join(electronDir, 'install.js')], { stdio: 'inherit' })
  return findElectron()
}

function executableIn(dist: string): string | undefined {
  const pathFile = join(electronDir, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : defaultNames[process.platform]
  const executable = join(dist, name ?? 'electron')
  return existsSync(executable) ? executable : undefined
}

const defaultNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

async function isReachable(): Promise<boolean> {
  const server = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/'
  try {
    await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(reachableMs) })
    return true
  } catch {
    return false
  }
}
