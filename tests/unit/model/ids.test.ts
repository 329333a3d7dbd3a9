import { describe, expect, it } from 'vitest'
import {
  entryIdSchema,
  instantMsSchema,
  seqSchema,
  sessionIdSchema,
  userIdSchema,
} from '../../../src/shared/model/ids.ts'

describe('ids', () => {
  it.each(['1', 'room:7', 'a.b_c~d-E', 'x'.repeat(128)])('takes the session id %s', (id) => {
    expect(sessionIdSchema.parse(id)).toBe(id)
  })

  it.each(['', 'a b', 'a/b', '../etc', 'é', 'x'.repeat(129), 7])('refuses the session id %s', (id) => {
    expect(sessionIdSchema.safeParse(id).success).toBe(false)
  })

  it.each(['1', 'auth0|5f', 'ana@clinic.example', 'žofie'])('takes the user id %s', (id) => {
    expect(userIdSchema.parse(id)).toBe(id)
  })

  it.each(['', 'two words', 'line\n', 'bell\u0007', 'x'.repeat(129)])('refuses the user id %j', (id) => {
    expect(userIdSchema.safeParse(id).success).toBe(false)
  })

  it('holds one spelling of an entry id, so that it is the same entry in either case', () => {
    const id = '0197F3E0-7B1A-7C55-8D2E-3A4B5C6D7E8F'
    expect(entryIdSchema.parse(id)).toBe(id.toLowerCase())
    expect(entryIdSchema.safeParse('1').success).toBe(false)
  })

  it('counts entries from 1 in whole numbers, and instants in whole milliseconds', () => {
    expect(seqSchema.safeParse(0).success).toBe(false)
    expect(seqSchema.safeParse(1.5).success).toBe(false)
    expect(seqSchema.safeParse(1).success).toBe(true)
    expect(instantMsSchema.safeParse(-1).success).toBe(false)
    expect(instantMsSchema.safeParse(Number.MAX_SAFE_INTEGER + 1).success).toBe(false)
  })
})

it.each(['.', '..'])('an id that no URL can carry is refused with the reason: %s', (id) => {
  for (const schema of [sessionIdSchema, userIdSchema])
    expect(schema.safeParse(id).error?.issues[0]?.message).toContain('which no URL can carry')
  for (const near of ['...', '.a', 'a.', '..a', '.-.']) {
    expect(sessionIdSchema.safeParse(near).success, near).toBe(true)
    expect(userIdSchema.safeParse(near).success, near).toBe(true)
  }
})
