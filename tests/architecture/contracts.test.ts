import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../src/shared/ipc/commands.ts'
import { events } from '../../src/shared/ipc/events.ts'
import { commandNames, eventNames } from '../../src/shared/ipc/names.ts'
import { down } from '../../src/shared/protocol/down.ts'
import { up } from '../../src/shared/protocol/up.ts'
import { minimumProtocolVersion, protocolVersion } from '../../src/shared/protocol/version.ts'
import { checkLock, hashOf, ipcShape, protocolShape } from './rules/lockedShape.ts'

const locks = z
  .object({ protocol: z.record(z.string(), z.string()), ipc: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('contracts.lock.json', import.meta.url), 'utf8')))

const protocol = { name: 'protocol', versionFile: 'src/shared/protocol/version.ts' }
const ipc = { name: 'ipc', versionFile: 'src/shared/ipc/version.ts' }

describe('the contracts', () => {
  it('the wire protocol has the shape of its version', () => {
    expect(checkLock(protocol, protocolShape(), locks.protocol)).toBeUndefined()
  })

  it('the contract between renderer and core has the shape of its version', () => {
    expect(checkLock(ipc, ipcShape(), locks.ipc)).toBeUndefined()
  })

  it('the minimum version is one that has been', () => {
    expect(Object.keys(locks.protocol)).toContain(String(minimumProtocolVersion))
    expect(minimumProtocolVersion).toBeLessThanOrEqual(protocolVersion)
  })

  it('the history of the protocol has a line for each version', () => {
    const source = readFileSync(new URL('../../src/shared/protocol/version.ts', import.meta.url), 'utf8')
    for (let version = 1; version <= protocolVersion; version++)
      expect(source).toMatch(new RegExp(`\\* ${version}: \\S`))
  })

  it('the names for the preload script are those of the contract', () => {
    expect([...commandNames].sort()).toEqual(Object.keys(commands).sort())
    expect([...eventNames].sort()).toEqual(Object.keys(events).sort())
  })

  it.each(Object.keys(commands))('the command %s is a verb with its noun', (name) => {
    expect(name).toMatch(/^(read|sign|send|retry|revise|discard|save|mark|set|[a-z]+)[A-Z][A-Za-z]*$/)
    expect(name).not.toMatch(/ed$/)
  })

  it.each(Object.keys(events))('the event %s says what has happened', (name) => {
    expect(name).toMatch(/^[a-z]+[A-Za-z]*ed$/)
  })

  it.each(Object.keys(up))('the request %s is noun:verb', (name) => {
    expect(name).toMatch(/^[a-z]+:[a-z]+([A-Z][a-z]+)*$/)
  })

  it.each(Object.keys(down))('the wire event %s is a noun, or noun:what', (name) => {
    expect(name).toMatch(/^[a-z]+(:[a-z]+([A-Z][a-z]+)*)?$/)
  })

  it.each(Object.entries(up))('the answer to %s can be a refusal with its code and retry', (_name, { ack }) => {
    const refusal = { success: false, code: 'notFound', error: 'There is no such session.', retry: 'never' }
    expect(ack.safeParse(refusal).success).toBe(true)
    expect(ack.safeParse({ ...refusal, code: 'whatever' }).success).toBe(false)
  })
})

describe('a contract that changes', () => {
  const lock = { '1': 'aaa', '2': 'bbb' }

  it('in shape without a new version is refused, with what to do', () => {
    const reported = checkLock(protocol, { version: 2, hash: 'ccc' }, lock)
    expect(reported).toContain('Bump the version in src/shared/protocol/version.ts')
    expect(reported).toContain('"2": "ccc"')
  })

  it('with a new version is asked to be recorded', () => {
    expect(checkLock(ipc, { version: 3, hash: 'ccc' }, lock)).toContain('put "3": "ccc" into "ipc"')
  })

  it('in version without a new shape is refused', () => {
    expect(checkLock(ipc, { version: 3, hash: 'bbb' }, lock)).toContain('Take the bump')
  })

  it('back to an older version is refused, and so is a version left out', () => {
    expect(checkLock(ipc, { version: 1, hash: 'aaa' }, lock)).toContain('Versions only grow')
    expect(checkLock(ipc, { version: 4, hash: 'ddd' }, lock)).toContain('skips')
  })

  it('agrees with its lock when both are recorded', () => {
    expect(checkLock(ipc, { version: 2, hash: 'bbb' }, lock)).toBeUndefined()
  })

  it('shows in the hash by a field, its type, a bound or whether it may be left out, and not by the order of fields', () => {
    const form = (schema: z.ZodType) => hashOf(z.toJSONSchema(schema))
    const original = form(z.object({ a: z.string(), b: z.int().max(3) }))
    expect(form(z.object({ b: z.int().max(3), a: z.string() }))).toBe(original)
    for (const changed of [
      z.object({ a: z.string(), b: z.int().max(3), c: z.string() }),
      z.object({ a: z.boolean(), b: z.int().max(3) }),
      z.object({ a: z.string(), b: z.int().max(4) }),
      z.object({ a: z.string().optional(), b: z.int().max(3) }),
    ]) {
      expect(form(changed)).not.toBe(original)
    }
    expect(hashOf({ a: 1, b: { d: 2, c: 3 } })).toBe(hashOf({ b: { c: 3, d: 2 }, a: 1 }))
  })
})
