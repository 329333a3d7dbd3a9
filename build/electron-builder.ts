import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })

/**
 * Packages that the console's main process imports at run time. A test compares this with the build. The rest is the relay's.
 */
export const consoleDependencies = ['better-sqlite3', 'pino', 'socket.io-client', 'zod'] as const

/** Folders of `better-sqlite3` with a prebuilt binary, by the platform that it is for. */
const prebuildsOf: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'win32' }

/**
 * Returns the configuration that packages the console for one platform: only `out/packaged` and what it needs, in an asar
 * archive, the native module beside it, and the fuses set so that the binary runs nothing else.
 */
export function packagingFor(platform: 'darwin' | 'linux' | 'win32'): Configuration {
  return {
    appId: 'org.rounds.console',
    productName: 'Rounds',
    directories: { output: 'dist', buildResources: 'build' },
    files: [
      'package.json',
      { from: 'out/packaged', to: 'out', filter: ['**/*'] },
      ...relayOnlyPackages().map((name) => `!node_modules/${name}/**`),
      '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
      '!node_modules/better-sqlite3/{deps,src}/**',
      ...Object.entries(prebuildsOf)
        .filter(([other]) => other !== platform)
        .map(([, folder]) => `!node_modules/better-sqlite3/prebuilds/${folder}*`),
      '!node_modules/better-sqlite3/prebuilds/linuxmusl*',
      '!node_modules/**/{test,tests,docs,example,examples,bench,benchmarks}/**',
      '!**/*.{ts,map,md}',
    ],
    asar: true,
    asarUnpack: ['**/*.node'],
    npmRebuild: false,
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    },
    linux: { target: ['tar.gz'], category: 'Office', executableName: 'rounds' },
    win: { target: ['nsis'] },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.medical',
      hardenedRuntime: true,
      // What electron-builder gives by itself, and the microphone, for voice messages.
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
      extendInfo: { NSMicrophoneUsageDescription: 'Rounds records the voice messages that you send to patients.' },
    },
  }
}

/** The installed packages that only the relay needs: all that production needs, less what the console needs. */
function relayOnlyPackages(): string[] {
  const all = withDependencies(Object.keys(readPackage(root).dependencies))
  const ours = withDependencies(consoleDependencies)
  return [...all].filter((name) => !ours.has(name)).sort()
}

/** These packages and all that they need, by name. Each is installed at the top, or below one that is left out with it. */
function withDependencies(names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const needed of Object.keys(readPackage(join(root, 'node_modules', name)).dependencies)) visit(needed)
  }
  for (const name of names) visit(name)
  return found
}

function readPackage(folder: string): z.infer<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
}
