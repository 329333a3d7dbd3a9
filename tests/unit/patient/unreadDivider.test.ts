import { describe, expect, it } from 'vitest'
import { createUnreadDivider } from '../../../src/patient/conversation/unreadDivider.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'

const pat = userIdSchema.parse('pat')
const entry = (seq: number, from = 'ada'): Entry => ({
  id: entryIdSchema.parse(`0190d5a0-0000-7000-8000-${String(seq).padStart(12, '0')}`),
  ...{
    sessionId: sessionIdSchema.parse('visit-1'),
    thread: 'care',
    seq,
    at: 0,
    senderName: from,
    senderRole: 'clinician',
  },
  senderId: userIdSchema.parse(from),
  body: { kind: 'message', type: 'text', text: 'Hello' },
})

describe('the line before what is new to a patient', () => {
  it('stands before the first message of another after what was read', () => {
    const mark = createUnreadDivider(pat)
    mark.opened([entry(1), entry(2), entry(3, 'pat'), entry(4)], 2)
    expect(mark.from()).toBe(4)
  })

  it('is not there for whom everything is new, or nothing', () => {
    const mark = createUnreadDivider(pat)
    mark.opened([entry(1), entry(2)], 0)
    expect(mark.from()).toBeUndefined()
    mark.opened([entry(1), entry(2)], 2)
    expect(mark.from()).toBeUndefined()
  })

  it('stands where an absence began, once for each absence, until the patient writes', () => {
    const mark = createUnreadDivider(pat)
    mark.missed([entry(5, 'pat')])
    expect(mark.from()).toBeUndefined()
    mark.missed([entry(6)])
    mark.missed([entry(7)])
    expect(mark.from()).toBe(6)
    mark.cameBack()
    expect(mark.from()).toBe(6)
    mark.missed([entry(8)])
    expect(mark.from()).toBe(8)
    mark.wrote()
    expect(mark.from()).toBeUndefined()
  })
})
