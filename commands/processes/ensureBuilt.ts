import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockDataDir } from '../../src/main/hosts/dataDirLock.ts'
import { StartRefusal } from '../../src/main/hosts/startRefusal.ts'

const root = join(import.meta.dirname, '..', '..')
const products = ['out/main/browserHost.js', 'out/patient/index.html']
const stampPath = join(root, 'out', '.built-from')

/**
 * Builds `out/` unless it was built from the sources as they are now. Two commands that start at once build once. Throws when
 * the build fails, after it has said why.
 */
export async function ensureBuilt(): Promise<void> {
  mkdirSync(join(root, 'out'), { recursive: true })
  while (!isBuilt()) {
    const unlock = lockOut()
    if (unlock === undefined) {
      await sleep(200)
      continue
    }
    try {
      if (!isBuilt()) await buildAndStamp()
    } finally {
      unlock()
    }
  }
}

/** Runs `electron-vite build`. `packaged`: the set that is shipped, into `out/packaged`. Rejects when it fails. */
export function runBuild(packaged: boolean): Promise<void> {
  return runTool('electron-vite/bin/electron-vite.js', packaged ? ['--mode', 'packaged'] : [])
}

/** Builds the page of invited patients, which the relay serves, into `out/patient`. Rejects when it fails. */
function buildPatientPage(): Promise<void> {
  return runTool('vite/bin/vite.js', ['--config', join(root, 'src/patient/vite.config.ts')])
}

function runTool(tool: string, more: readonly string[]): Promise<void> {
  const build = spawn(process.execPath, [join(root, 'node_modules', tool), 'build', '--logLevel', 'warn', ...more], {
    cwd: root,
    // The same is built for whoever asks; a test would have the checks of development in it.
    env: { ...process.env, NODE_ENV: 'production' },
    // What is built goes to stdout; only what went wrong is of interest.
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    build.once('error', reject)
    build.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the build ended with code ${code}`))))
  })
}

async function buildAndStamp(): Promise<void> {
  const builtFrom = describeSources()
  rmSync(stampPath, { force: true })
  await runBuild(false)
  await buildPatientPage()
  writeFileSync(stampPath, builtFrom)
}

function isBuilt(): boolean {
  const isComplete = existsSync(stampPath) && products.every((path) => existsSync(join(root, path)))
  return isComplete && readFileSync(stampPath, 'utf8') === describeSources()
}

function lockOut(): (() => void) | undefined {
  try {
    return lockDataDir(join(root, 'out'), process.pid)
  } catch (error) {
    if (error instanceof StartRefusal) return undefined
    throw error
  }
}

/** A digest of the names, sizes and times of everything the build reads. */
function describeSources(): string {
  const digest = createHash('sha256')
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const path of [...sources, join(root, 'electron.vite.config.ts'), join(root, 'package-lock.json')]) {
    const { size, mtimeMs } = statSync(path)
    digest.update(`${path}\n${size}\n${mtimeMs}\n`)
  }
  return digest.digest('hex')
}
