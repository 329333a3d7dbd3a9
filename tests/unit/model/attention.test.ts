import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AttentionInput,
  attentionGroup,
  attentionNow,
  compareAttention,
  owedAfter,
} from '../../../src/shared/model/attention.ts'
import type { Entry, EntryBody } from '../../../src/shared/model/entry.ts'
import { userIdSchema } from '../../../src/shared/model/ids.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { endIsNearMs } from '../../../src/shared/model/urgency.ts'

type Folded = Pick<Entry, 'thread' | 'senderRole' | 'body' | 'at'>

const text: EntryBody = { kind: 'message', type: 'text', text: 'Since this morning.' }
const said = (senderRole: Role, at: number, thread: Entry['thread'] = 'care'): Folded => ({
  senderRole,
  at,
  thread,
  body: text,
})
const state = (change: 'opened' | 'closed' | 'expired' | 'reopened' | 'extended', at: number): Folded => ({
  senderRole: 'clinician',
  at,
  thread: 'care',
  body: { kind: 'state', change },
})
const fold = (...entries: Folded[]) => entries.reduce<number | null>(owedAfter, null)

describe('a session owes its patient a reply', () => {
  it('from the first message of the patient, not from the last', () => {
    expect(fold(said('patient', 10), said('patient', 20))).toBe(10)
  })

  it('until a clinician or support answers', () => {
    expect(fold(said('patient', 10), said('clinician', 20))).toBeNull()
    expect(fold(said('patient', 10), said('support', 20))).toBeNull()
  })

  it('again from the next message of the patient', () => {
    expect(fold(said('patient', 10), said('clinician', 20), said('patient', 30), said('patient', 40))).toBe(30)
  })

  it('whatever is noted among the staff', () => {
    expect(fold(said('patient', 10), said('clinician', 20, 'staff'))).toBe(10)
  })

  it('whoever joins or leaves', () => {
    const joined: Folded = {
      ...said('clinician', 20),
      body: { kind: 'membership', userId: userIdSchema.parse('u1'), name: 'N', role: 'clinician', change: 'joined' },
    }
    expect(fold(said('patient', 10), joined)).toBe(10)
  })

  it('whether the session is closed, expires, is extended or opened again: none of it answers', () => {
    expect(fold(said('patient', 10), state('closed', 20))).toBe(10)
    expect(fold(said('patient', 10), state('expired', 20))).toBe(10)
    expect(fold(said('patient', 10), said('clinician', 15), state('closed', 20))).toBeNull()
    expect(fold(said('patient', 10), state('extended', 20))).toBe(10)
    expect(fold(said('patient', 10), state('closed', 20), state('reopened', 30))).toBe(10)
  })

  it('since no later than what follows in the thread, where the clock was ahead and is put right', () => {
    expect(fold(said('patient', 3_600), said('patient', 20))).toBe(20)
    expect(fold(said('patient', 3_600), state('extended', 20), said('patient', 30))).toBe(20)
    expect(fold(said('patient', 3_600), said('clinician', 20, 'staff'))).toBe(3_600)
  })

  it('not for a message that is redacted, and not less for an answer that is', () => {
    const redacted = (one: Folded): Folded => ({ ...one, body: { ...text, text: '', redacted: true } })
    expect(fold(redacted(said('patient', 10)))).toBeNull()
    expect(fold(redacted(said('patient', 10)), said('patient', 20))).toBe(20)
    expect(fold(said('patient', 10), redacted(said('clinician', 20)))).toBe(10)
  })
})

describe('a session that is put off', () => {
  const later = { by: userIdSchema.parse('doc'), at: 20, until: 100, reason: 'lab', upTo: 7 }
  const putOff = { owedSince: 10, saidUpTo: 7, later }

  it('owes nothing until its time, and then since the first message without an answer', () => {
    expect(attentionNow(putOff, 99)).toEqual({ owedSince: null, later })
    expect(attentionNow(putOff, 100)).toEqual({ owedSince: 10, later: undefined })
  })

  it('owes again as soon as anything is said that its clinician did not have', () => {
    expect(attentionNow({ ...putOff, saidUpTo: 8 }, 50)).toEqual({ owedSince: 10, later: undefined })
    const noneNeeded = { ...later, until: null }
    expect(attentionNow({ ...putOff, later: noneNeeded, saidUpTo: 8 }, 50).owedSince).toBe(10)
  })

  it('owes nothing for good where no answer is needed', () => {
    const noneNeeded = { ...later, until: null }
    const never = Number.MAX_SAFE_INTEGER
    expect(attentionNow({ ...putOff, later: noneNeeded }, never)).toEqual({ owedSince: null, later: noneNeeded })
  })

  it('is not put off any more once it was answered, and owes nothing where nothing was asked', () => {
    expect(attentionNow({ ...putOff, owedSince: null }, 50)).toEqual({ owedSince: null, later: undefined })
    expect(attentionNow({ owedSince: 10, saidUpTo: 7 }, 50)).toEqual({ owedSince: 10, later: undefined })
  })
})

const session = (part: Partial<AttentionInput>): AttentionInput => ({
  active: true,
  owedSince: null,
  queuedReplies: 0,
  lastActivityAt: 0,
  ...part,
})
const anySession: fc.Arbitrary<AttentionInput> = fc.record({
  active: fc.boolean(),
  owedSince: fc.option(fc.nat(20)),
  later: fc.option(fc.record({ until: fc.option(fc.nat(20)) }), { nil: undefined }),
  queuedReplies: fc.nat(2),
  lastActivityAt: fc.nat(20),
  owed: fc.record({ turns: fc.nat(5), flags: fc.constantFrom([], [{ id: 'chest' }]) }),
  expiresAt: fc.option(fc.nat(2 * endIsNearMs), { nil: undefined }),
})
const compare = (a: AttentionInput, b: AttentionInput) => compareAttention(a, b, endIsNearMs / 2)

describe('the session list', () => {
  it('puts who has waited longest on top', () => {
    const waiting = [session({ owedSince: 30 }), session({ owedSince: 10 }), session({ owedSince: 20 })]
    expect([...waiting].sort(compare).map(({ owedSince }) => owedSince)).toEqual([10, 20, 30])
  })

  it('puts what ended without an answer on top, then who is owed, what is only written, the others, and the closed', () => {
    const list = [
      session({ active: false, lastActivityAt: 99 }),
      session({ lastActivityAt: 50 }),
      session({ owedSince: 1, queuedReplies: 1 }),
      session({ owedSince: 10, lastActivityAt: 10 }),
      session({ active: false, owedSince: 40 }),
    ]
    expect([...list].sort(compare).map(attentionGroup)).toEqual([
      'endedUnanswered',
      'owed',
      'writtenNotSent',
      'waitingOnPatient',
      'closed',
    ])
  })

  it('puts what is put off before who is to write, the soonest first, and what needs no answer after', () => {
    const list = [
      session({ later: { until: null } }),
      session({ lastActivityAt: 50 }),
      session({ later: { until: 30 }, lastActivityAt: 99 }),
      session({ later: { until: 20 } }),
      session({ owedSince: 10 }),
      session({ active: false, later: { until: null } }),
    ]
    const sorted = [...list].sort(compare)
    expect(sorted.map(attentionGroup)).toEqual(['owed', 'later', 'later', 'waitingOnPatient', 'noneNeeded', 'closed'])
    expect(sorted[1]?.later?.until).toBe(20)
  })

  it('keeps a session that ended unanswered where it is put off, and what is written where it is not sent', () => {
    expect(attentionGroup(session({ active: false, later: { until: 30 } }))).toBe('later')
    expect(attentionGroup(session({ later: { until: 30 }, queuedReplies: 1 }))).toBe('writtenNotSent')
  })

  it('does not count an answer that waits in the outbox as given', () => {
    expect(attentionGroup(session({ owedSince: 10, queuedReplies: 1 }))).toBe('writtenNotSent')
    expect(attentionGroup(session({ queuedReplies: 1 }))).toBe('writtenNotSent')
    expect(attentionGroup(session({ active: false, owedSince: 10, queuedReplies: 1 }))).toBe('endedUnanswered')
  })

  it('orders the rest by what moved last', () => {
    const list = [session({ lastActivityAt: 1 }), session({ lastActivityAt: 3 }), session({ lastActivityAt: 2 })]
    expect([...list].sort(compare).map(({ lastActivityAt }) => lastActivityAt)).toEqual([3, 2, 1])
  })

  it('has an order without contradictions', () => {
    const sign = (a: AttentionInput, b: AttentionInput) => Math.sign(compare(a, b))
    fc.assert(
      fc.property(anySession, anySession, anySession, (a, b, c) => {
        expect(sign(a, b) + sign(b, a)).toBe(0)
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
