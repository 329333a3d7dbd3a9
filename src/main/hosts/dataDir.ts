import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StartRefusal } from './startRefusal.ts'

/** Returns the default folder of the console's data: the place the operating system has for it. */
export function defaultDataDir(
  platform: NodeJS.Platform,
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Rounds')
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Rounds')
  return join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'rounds')
}

/** Makes the directory, for its owner only, if it is not there. Throws `StartRefusal` when it cannot be written to. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    throw new StartRefusal(`the data directory ${dataDir} cannot be written to`)
  }
}

/**
 * Returns whether others than its owner have any right to the directory, which was there before with rights of its own.
 */
export function isOpenToOthers(dataDir: string, platform: NodeJS.Platform): boolean {
  // Windows keeps who may read what elsewhere.
  return platform !== 'win32' && (statSync(dataDir).mode & 0o077) !== 0
}
