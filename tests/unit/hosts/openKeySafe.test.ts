import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import { chooseProtectors } from '../../../src/main/hosts/electron/safeStorageProtector.ts'
import { fileProtector, type KeyProtector, openKeySafe } from '../../../src/main/hosts/openKeySafe.ts'

/** A key store of an operating system: turns bytes back as long as its own secret is the same. */
function standInSafeStorage(options: {
  available: boolean
  backend: 'basic_text' | 'gnome_libsecret'
  secret?: string
}) {
  const secret = options.secret ?? 'one'
  return {
    isAsyncEncryptionAvailable: async () => options.available,
    getSelectedStorageBackend: () => options.backend,
    encryptStringAsync: async (text: string) => Buffer.from(`${secret}:${Buffer.from(text).toString('hex')}`),
    decryptStringAsync: async (bytes: Buffer) => {
      const [by, hex = ''] = bytes.toString().split(':')
      if (by !== secret) throw new Error('cannot decrypt')
      return { result: Buffer.from(hex, 'hex').toString(), shouldReEncrypt: false }
    },
  }
}

const databaseKey = systemRandom.bytes(32)
let dataDir: string
const open = (protectors: readonly [KeyProtector, ...KeyProtector[]]) =>
  openKeySafe({ dataDir, protectors, random: systemRandom })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'rounds-keys-'))
})

test('gives back after a restart what it wrapped, and the file is for its owner only', async () => {
  const wrapped = (await open([fileProtector])).wrap(databaseKey)
  expect(Buffer.from(wrapped).includes(Buffer.from(databaseKey))).toBe(false)
  expect((await open([fileProtector])).unwrap(wrapped)).toEqual(Buffer.from(databaseKey))
  expect(statSync(join(dataDir, 'wrapping-key.json')).mode & 0o077).toBe(0)
})

test('refuses bytes that were altered or wrapped elsewhere, or are none', async () => {
  const safe = await open([fileProtector])
  const wrapped = safe.wrap(databaseKey)
  wrapped[20] = (wrapped[20] ?? 0) ^ 1
  for (const bytes of [wrapped, new Uint8Array(), systemRandom.bytes(60)]) {
    expect(() => safe.unwrap(bytes)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ kind: 'wrongKey' }) }),
    )
  }
})

test('keeps the key in the key store of the operating system where there is one', async () => {
  const protectors = await chooseProtectors(
    standInSafeStorage({ available: true, backend: 'gnome_libsecret' }),
    'linux',
  )
  const safe = await open(protectors)
  expect(safe.protection).toBe('operatingSystem')
  const wrapped = safe.wrap(databaseKey)
  expect(JSON.parse(readFileSync(join(dataDir, 'wrapping-key.json'), 'utf8')).protection).toBe('operatingSystem')
  expect((await open(protectors)).unwrap(wrapped)).toEqual(Buffer.from(databaseKey))
})

test.each([
  { available: true, backend: 'basic_text' as const, platform: 'linux' as const, protection: 'fileOnly' },
  { available: false, backend: 'gnome_libsecret' as const, platform: 'linux' as const, protection: 'fileOnly' },
  { available: false, backend: 'basic_text' as const, platform: 'win32' as const, protection: 'fileOnly' },
  { available: true, backend: 'basic_text' as const, platform: 'win32' as const, protection: 'operatingSystem' },
])(
  'reports $protection on $platform with $backend, available: $available',
  async ({ platform, protection, ...store }) => {
    expect((await open(await chooseProtectors(standInSafeStorage(store), platform))).protection).toBe(protection)
  },
)

test('moves a key from the file into a key store that has come to be', async () => {
  const wrapped = (await open([fileProtector])).wrap(databaseKey)
  const before = readFileSync(join(dataDir, 'wrapping-key.json'), 'utf8')
  const protectors = await chooseProtectors(
    standInSafeStorage({ available: true, backend: 'gnome_libsecret' }),
    'linux',
  )
  expect((await open(protectors)).unwrap(wrapped)).toEqual(Buffer.from(databaseKey))
  expect(readFileSync(join(dataDir, 'wrapping-key.json'), 'utf8')).not.toContain(JSON.parse(before).key)
})

test('a key store that has lost its secret refuses, and the old file is set aside and never overwritten', async () => {
  const first = await chooseProtectors(standInSafeStorage({ available: true, backend: 'gnome_libsecret' }), 'linux')
  const wrapped = (await open(first)).wrap(databaseKey)
  const old = readFileSync(join(dataDir, 'wrapping-key.json'), 'utf8')
  const lost = standInSafeStorage({ available: true, backend: 'gnome_libsecret', secret: 'two' })
  const safe = await open(await chooseProtectors(lost, 'linux'))
  expect(() => safe.unwrap(wrapped)).toThrow('cannot be read')
  expect(readFileSync(join(dataDir, 'wrapping-key.json'), 'utf8')).toBe(old)
  safe.wrap(databaseKey)
  const aside = readdirSync(dataDir).find((name) => name.includes('unreadable'))
  expect(readFileSync(join(dataDir, aside ?? 'none'), 'utf8')).toBe(old)
})

test('a damaged file refuses in the same way', async () => {
  const wrapped = (await open([fileProtector])).wrap(databaseKey)
  writeFileSync(join(dataDir, 'wrapping-key.json'), '{"protection":"fileOnly"')
  const safe = await open([fileProtector])
  expect(() => safe.unwrap(wrapped)).toThrow('cannot be read')
})
