import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { retryPolicyOf } from '../../src/shared/model/failure.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { handshakeRefusals, nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { restPaths } from '../../src/shared/protocol/rest.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const protocol = read('docs/protocol.md')

/** The page from this heading to the next of its rank: a request and an event may have one name. */
function partOf(heading: string): string {
  const [, after = ''] = protocol.split(`\n## ${heading}\n`)
  return after.split('\n## ')[0] ?? ''
}

/** The part of the page under the heading of an event, or an empty text. */
function sectionOf(page: string, event: string): string {
  const [, after = ''] = page.split(`\n### \`${event}\`\n`)
  return after.split(/\n#{2,3} /)[0] ?? ''
}

/** The names of the fields of a schema; `success` and `now` stand there once, for all acknowledgements. */
function fieldsOf(schema: z.ZodType): string[] {
  const { properties = {} } = z
    .object({ properties: z.record(z.string(), z.unknown()).optional() })
    .parse(z.toJSONSchema(schema, { io: 'input' }))
  return Object.keys(properties).filter((field) => field !== 'success' && field !== 'now')
}

/** The events of the contract that the page leaves out, and the fields that are missing under their headings. */
function missing(page: string, events: Readonly<Record<string, readonly z.ZodType[]>>): string[] {
  return Object.entries(events).flatMap(([event, schemas]) => {
    const section = sectionOf(page, event)
    if (section === '') return [`docs/protocol.md has no section "### \`${event}\`"`]
    return schemas
      .flatMap(fieldsOf)
      .filter((field) => !new RegExp(`\\b${field}\\b`).test(section))
      .map((field) => `docs/protocol.md does not tell of '${field}' under ${event}`)
  })
}

describe('docs/protocol.md', () => {
  it('tells of every request and its fields, and of its answer', () => {
    const events = Object.fromEntries(
      Object.entries(up).map(([name, { payload, ack }]) => [name, [payload, ack.options[0]]]),
    )
    expect(missing(partOf('Up: requests'), events)).toEqual([])
  })

  it('tells of every event from the relay and its fields', () => {
    expect(
      missing(
        partOf('Down: events'),
        Object.fromEntries(Object.entries(down).map(([name, schema]) => [name, [schema]])),
      ),
    ).toEqual([])
  })

  it('tells of no event that there is not', () => {
    const documented = [...protocol.matchAll(/^### `(.+)`$/gm)].map(([, event]) => event)
    expect(documented.sort()).toEqual([...Object.keys(up), ...Object.keys(down)].sort())
  })

  it.each(Object.entries(limits))('states the limit %s as it is', (name, value) => {
    expect(protocol).toContain(`| \`${name}\` | ${value} |`)
  })

  it.each(Object.entries(retryPolicyOf))('states that %s is tried again: %s', (kind, retry) => {
    expect(protocol).toContain(`| \`${kind}\` | \`${retry}\` |`)
  })

  it('states the handshake letter for letter', () => {
    for (const refusal of Object.values(handshakeRefusals)) expect(protocol).toContain(`| \`${refusal}\` |`)
    expect(protocol).toContain(`namespace \`${nativeNamespace}\`, version ${protocolVersion}`)
  })

  it('states the paths of REST', () => {
    const { messages, attachments, attachment, ...plain } = restPaths
    const withIds = [messages, attachments, attachment].map((path) => path(':id').replace('%3A', ':'))
    for (const path of [...Object.values(plain), ...withIds]) expect(protocol).toContain(path)
  })

  it('gives each rule an id of its own', () => {
    const ids = [...protocol.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(15)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('would be found out: an event or a field that is left out is missed', () => {
    const shape = { 'a:b': [z.object({ one: z.string(), two: z.string() })] }
    expect(missing('\n### `a:b`\nHas one and two.\n### `c`\n', shape)).toEqual([])
    expect(missing('\n### `a:b`\nHas one.\n### `c`\ntwo', shape)).toEqual([
      "docs/protocol.md does not tell of 'two' under a:b",
    ])
    expect(missing('nothing', shape)).toEqual([expect.stringContaining('no section')])
  })
})

describe('links between the papers', () => {
  const papers = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/protocol.md']

  it.each(papers)('%s names files that exist', (paper) => {
    const targets = [...read(paper).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target)
    const base = new URL(`../../${paper}`, import.meta.url)
    const broken = targets.filter((target) => {
      try {
        readFileSync(new URL(target, base))
        return false
      } catch (error) {
        return !(error instanceof Error && 'code' in error && error.code === 'EISDIR')
      }
    })
    expect(broken).toEqual([])
  })
})
