import { expect, it } from 'vitest'
import { createUnreadSessions } from '../../../../relay/notifications/unreadSessions.ts'
import { sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'

const doc = userIdSchema.parse('doc')
const s1 = sessionIdSchema.parse('s1')
const s2 = sessionIdSchema.parse('s2')

it('a session that has no unread messages costs no look-up, and one that has them costs one', () => {
  const unread = createUnreadSessions()
  unread.open(doc)
  expect(unread.take(doc, s1)).toBe(false)
  unread.add(doc, { kind: 'message', sessionId: s1 })
  unread.add(doc, { kind: 'missedCall', sessionId: s2 })
  expect(unread.take(doc, s2)).toBe(false)
  expect([unread.take(doc, s1), unread.take(doc, s1)]).toEqual([true, false])
})

it('of a user who is not connected nothing is known, so that reading looks each time', () => {
  const unread = createUnreadSessions()
  unread.add(doc, { kind: 'message', sessionId: s1 })
  expect([unread.take(doc, s1), unread.take(doc, s1)]).toEqual([true, true])
  unread.open(doc)
  unread.add(doc, { kind: 'message', sessionId: s1 })
  unread.clear(doc)
  expect(unread.take(doc, s1)).toBe(false)
  unread.forget(doc)
  expect(unread.take(doc, s1)).toBe(true)
})
