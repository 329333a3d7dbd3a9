import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createStrings } from '../../../src/renderer/strings/createStrings.ts'
import { en } from '../../../src/renderer/strings/en.ts'

const root = join(import.meta.dirname, '../../../src/renderer')

/** Every key of the catalogue; a key with plural forms stands for all of them. */
function keysOf(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' ? keysOf(value, `${prefix}${name}.`) : `${prefix}${name}`,
  )
}

const known = new Set(keysOf(en).flatMap((key) => [key, key.replace(/_(zero|one|other)$/, '')]))

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

describe('the catalogue', () => {
  it('has every word that the screen asks for', () => {
    const asked = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*(?:[^'"`()]*\?\s*)?'([a-zA-Z.]+)'(?:\s*:\s*'([a-zA-Z.]+)')?/g)].flatMap((match) =>
        [match[1], match[2]].filter((key) => key?.includes('.')).map((key) => ({ path, key })),
      ),
    )
    expect(asked.length).toBeGreaterThan(50)
    expect(asked.filter(({ key }) => !known.has(key ?? ''))).toEqual([])
  })

  it('has words for every key that is put together', () => {
    const families = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*`([a-zA-Z.]+)\.\$\{/g)].map((match) => ({ path, family: match[1] })),
    )
    expect(families.filter(({ family }) => ![...known].some((key) => key.startsWith(`${family}.`)))).toEqual([])
  })

  it('has words under every key, and the screen shows those and never the key', async () => {
    const { t } = await createStrings()
    const asked = [...known].filter((key) => t(key, { count: 2 }) === key)
    expect(asked).toEqual([])
    expect(keysOf(en).filter((key) => t(key).trim() === '')).toEqual([])
  })

  it('keeps the words out of the components', () => {
    const written = sources
      .filter(({ path }) => path.endsWith('.tsx'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)*)\s*<\//g)].map((match) => `${path}: ${match[1]}`),
      )
    expect(written).toEqual([])
  })
})
