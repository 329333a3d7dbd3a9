import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'electron-builder'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { consoleDependencies, packagingFor } from '../../build/electron-builder.ts'
import { runBuild } from '../../commands/processes/ensureBuilt.ts'

const packaged = join(import.meta.dirname, '../../out/packaged')
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

beforeAll(() => runBuild(true), 120_000)

/** The texts of all files below a folder, by path. */
function textsBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]),
  )
}

type AsarNode = { readonly files?: Readonly<Record<string, AsarNode>> | undefined }
const asarNodeSchema: z.ZodType<AsarNode> = z.object({
  get files() {
    return z.record(z.string(), asarNodeSchema).optional()
  },
})

/** The paths of all files in an asar archive: its header is JSON after four 32-bit numbers, of which the last is its length. */
function filesInArchive(path: string): string[] {
  const archive = readFileSync(path)
  const header = asarNodeSchema.parse(JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12))))
  const pathsOf = ({ files }: AsarNode, at: string): string[] =>
    files ? Object.entries(files).flatMap(([name, node]) => pathsOf(node, `${at}/${name}`)) : [at]
  return pathsOf(header, '')
}

describe('the set that is packaged', () => {
  test('holds nothing of the browser host', () => {
    const texts = textsBelow(join(packaged, 'main'))
    expect([...texts.keys()].filter((path) => path.includes('browserHost'))).toEqual([])
    for (const text of texts.values()) {
      expect(text).not.toContain('WebSocketServer')
      expect(text).not.toContain('console ready at')
      expect(text).not.toContain('node:http')
    }
  })

  test('holds a page that cannot connect to one', () => {
    for (const text of textsBelow(join(packaged, 'renderer')).values()) {
      expect(text).not.toContain('new WebSocket')
      expect(text).not.toContain('rounds-page-credential')
    }
  })

  test('has a preload script that requires electron alone, as a sandbox allows', () => {
    const preload = readFileSync(join(packaged, 'preload/index.cjs'), 'utf8')
    expect([...preload.matchAll(/require\(["'`]([^"'`]+)/g)].map(([, name]) => name)).toEqual(['electron'])
    expect(preload.length).toBeLessThan(10_000)
  })

  test('imports the packages that packaging keeps, and no other', () => {
    const imported = new Set<string>()
    for (const text of textsBelow(join(packaged, 'main')).values()) {
      for (const [, name = ''] of text.matchAll(/\bfrom ["']([^"'.][^"']*)["']/g)) imported.add(name)
    }
    const packages = [...imported].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
    expect(packages.sort()).toEqual([...consoleDependencies, 'electron'].sort())
  })

  test('has the migrations beside the code that applies them', () => {
    expect(readdirSync(join(packaged, 'main/migrations')).length).toBeGreaterThan(0)
  })
})

describe('the package for Linux, around a stand-in for the Electron binary', () => {
  let resources: string
  let binary: Buffer

  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), 'rounds-dist-'))
    const electronDist = join(dir, 'electron')
    mkdirSync(join(electronDist, 'resources'), { recursive: true })
    // The fuses of a binary are a version, a length and one digit each, after a sentinel. All are on at first.
    writeFileSync(join(electronDist, 'electron'), `${fuseSentinel}\u0001\u0008${'1'.repeat(8)}`)
    chmodSync(join(electronDist, 'electron'), 0o755)
    const config = {
      ...packagingFor('linux'),
      electronDist,
      directories: { output: join(dir, 'out'), buildResources: 'build' },
    }
    await build({ config, linux: ['dir'], publish: 'never' })
    const unpacked = join(dir, 'out', 'linux-unpacked')
    resources = join(unpacked, 'resources')
    binary = readFileSync(join(unpacked, 'rounds'))
  }, 120_000)

  test('holds the packaged set and not the browser host, the sources or the relay', () => {
    const files = filesInArchive(join(resources, 'app.asar'))
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/out/main/index.js',
        '/out/preload/index.cjs',
        '/out/renderer/index.html',
      ]),
    )
    expect(files.filter((path) => path.includes('browserHost'))).toEqual([])
    expect(files.filter((path) => /^\/(src|relay|tests|commands|bench|simulation|docs)\b/.test(path))).toEqual([])
    expect(
      files.filter((path) => /^\/node_modules\/(fastify|socket\.io|kysely|jose|prom-client)(\/|$)/.test(path)),
    ).toEqual([])
  })

  test('holds every package that the console imports, with what that needs', () => {
    const files = filesInArchive(join(resources, 'app.asar'))
    for (const name of [...consoleDependencies, 'engine.io-client', 'ws', 'sonic-boom', 'thread-stream']) {
      expect(files).toContain(`/node_modules/${name}/package.json`)
    }
  })

  test('has the native module of this platform beside the archive, and of no other', () => {
    const prebuilds = join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds')
    const natives = readdirSync(prebuilds, { recursive: true }).filter((name) => String(name).endsWith('.node'))
    expect(natives.length).toBeGreaterThan(0)
    expect(natives.filter((name) => !String(name).startsWith('linux-'))).toEqual([])
  })

  test('has its fuses set', () => {
    const wire = binary.subarray(binary.indexOf(fuseSentinel) + fuseSentinel.length + 2).toString('latin1')
    const [runAsNode, encryptCookies, nodeOptions, inspect, asarIntegrity, onlyAsar, , fileProtocol] = wire
    expect({ runAsNode, encryptCookies, nodeOptions, inspect, asarIntegrity, onlyAsar, fileProtocol }).toEqual({
      runAsNode: '0',
      encryptCookies: '1',
      nodeOptions: '0',
      inspect: '0',
      asarIntegrity: '1',
      onlyAsar: '1',
      fileProtocol: '0',
    })
  })
})
