import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { messagePostSchema, messagesQuerySchema, restPaths, userPutSchema } from '../../../src/shared/protocol/rest.ts'

describe('REST', () => {
  it('reads the page of a history from a query, with its defaults', () => {
    expect(messagesQuerySchema.parse({})).toEqual({ limit: 50, thread: 'care' })
    expect(messagesQuerySchema.parse({ after: '12', limit: '200', thread: 'staff' })).toEqual({
      after: 12,
      limit: 200,
      thread: 'staff',
    })
  })

  it.each([
    { limit: '0' },
    { limit: String(limits.entriesPerPage + 1) },
    { after: '-1' },
    { before: '0' },
    { after: 'x' },
  ])('refuses the query %j', (query) => {
    expect(messagesQuerySchema.safeParse(query).success).toBe(false)
  })

  it('takes a message that is only a text', () => {
    expect(messagePostSchema.parse({ text: 'Hello' })).toEqual({ text: 'Hello', thread: 'care', type: 'text' })
    expect(messagePostSchema.safeParse({ text: ' ' }).success).toBe(false)
  })

  it.each(['8:00', '24:00', '12:60', '12:5', ''])('refuses %j as a time of day', (start) => {
    const user = { name: 'Ana', role: 'clinician', schedule: [{ dayOfWeek: 1, start, end: '17:00' }] }
    expect(userPutSchema.safeParse(user).success).toBe(false)
  })

  it('writes a session id into a path so that it stays one segment', () => {
    expect(restPaths.messages('a/../b?c')).toBe('/api/sessions/a%2F..%2Fb%3Fc/messages')
  })
})
