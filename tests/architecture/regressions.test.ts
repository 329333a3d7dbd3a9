import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const quoted = '"[^"]*"(?: \\([^)]*\\))?'
/** A file, without folder and ending or with `.ts`, and the titles of its tests. */
const citation = new RegExp(`([\\w/]+)(?:\\.ts)?(?: \\([a-z]+\\))?: (${quoted}(?:(?:, | and )${quoted})*)`, 'g')

const nameOf = (path: string) => posix.basename(path).replace(/(\.test)?\.ts$/, '')

/** Texts of the tests by the names of their files. */
function readTests(): Map<string, string> {
  const texts = new Map<string, string>()
  for (const path of readdirSync(new URL('tests/', root), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue
    const text = readFileSync(new URL(`tests/${path}`, root), 'utf8').replaceAll("\\'", "'")
    texts.set(nameOf(path), `${texts.get(nameOf(path)) ?? ''}\n${text}`)
  }
  return texts
}

/** Returns what the page cites in its column of tests and no test has. An ellipsis in a title stands for anything. */
function missingTests(page: string, tests: ReadonlyMap<string, string>): string[] {
  return page.split('\n').flatMap((row) => {
    const [, id = '', , , cited = ''] = row.split('|')
    return [...cited.matchAll(citation)].flatMap(([, file = '', titles = '']) => {
      const text = tests.get(posix.basename(file)) ?? ''
      return [...titles.matchAll(/"([^"]*)"/g)].flatMap(([, title = '']) =>
        title.split('…').every((part) => text.includes(part.trim())) && text !== ''
          ? []
          : [`${id.trim()}: ${file} has no "${title}"`],
      )
    })
  })
}

it.each(['docs/regressions.md', 'docs/complaints.md'])('every test that %s names is there', (page) => {
  expect(missingTests(readFileSync(new URL(page, root), 'utf8'), readTests())).toEqual([])
})

it('a title that was changed, and a file that was moved, are found', () => {
  const tests = new Map([['words', "it('is read character for character, always'"]])
  const row = (cited: string) => `| A1 | cause | kind | ${cited} | - |`
  expect(missingTests(row('words: "is read character"; dialects/words: "is read … always"'), tests)).toEqual([])
  expect(missingTests(row('words: "is read", "is written"'), tests)).toEqual(['A1: words has no "is written"'])
  expect(missingTests(row('texts.ts: "is read"'), tests)).toEqual(['A1: texts has no "is read"'])
})
