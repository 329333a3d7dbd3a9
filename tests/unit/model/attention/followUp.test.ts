import { describe, expect, it } from 'vitest'
import { attentionGroup, compareAttention, neededSince } from '../../../../src/shared/model/attention.ts'
import { type FollowUp, followUpChangeSchema, withFollowUpChange } from '../../../../src/shared/model/followUp.ts'
import { entryIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { reasonsOf } from '../../../../src/shared/model/urgency.ts'

const idOf = (digit: number) => entryIdSchema.parse(`0198c0de-0000-7000-8000-00000000000${digit}`)
const by = userIdSchema.parse('doc')
const followUp = (digit: number, due: number): FollowUp => ({ id: idOf(digit), text: `text ${digit}`, due, by, at: 1 })
const known = [followUp(1, 100), followUp(2, 200)]
const request = { id: idOf(3), by, at: 1 }

describe('what is to be followed up', () => {
  it('stands in the order of its times, the soonest first, and is set once for one id', () => {
    const set = { ...request, change: { kind: 'set', text: 'text 3', due: 150 } } as const
    const after = withFollowUpChange(known, set) ?? []
    expect(after.map(({ id }) => id)).toEqual([idOf(1), idOf(3), idOf(2)])
    expect(withFollowUpChange(after, set)).toEqual(after)
  })

  it('is put to another time, done and taken off by its id; there is no change of one that is gone', () => {
    const postponed = withFollowUpChange(known, {
      ...request,
      change: { kind: 'postpone', followUp: idOf(1), due: 300 },
    })
    expect(postponed).toEqual([followUp(2, 200), followUp(1, 300)])
    for (const kind of ['done', 'remove'] as const) {
      expect(withFollowUpChange(known, { ...request, change: { kind, followUp: idOf(1) } })).toEqual([known[1]])
      expect(withFollowUpChange(known, { ...request, change: { kind, followUp: idOf(9) } })).toBeUndefined()
    }
  })

  it('has words to see, and no more of them than fit a line or two', () => {
    const parses = (text: string) => followUpChangeSchema.safeParse({ kind: 'set', text, due: 1 }).success
    expect(parses('Ask about the fever')).toBe(true)
    expect(parses(' \u200b ')).toBe(false)
    expect(parses('a'.repeat(201))).toBe(false)
  })
})

describe('a session with a follow-up that is due', () => {
  const session = { active: true, owedSince: null, followUpDue: null, queuedReplies: 0, lastActivityAt: 0 }
  const nowMs = 1_000_000
  const flag = { turns: 1, flags: [{ id: 'chest' }] }

  it('is owed something, whether it was put off, is written to, or waits for its patient', () => {
    const due = { ...session, followUpDue: 500 }
    expect(attentionGroup(session)).toBe('waitingOnPatient')
    expect(attentionGroup(due)).toBe('owed')
    expect(attentionGroup({ ...due, later: { until: 2_000_000 } })).toBe('owed')
    expect(attentionGroup({ ...due, queuedReplies: 1 })).toBe('owed')
    expect(attentionGroup({ ...due, active: false })).toBe('closed')
    expect(neededSince(due)).toBe(500)
    expect(neededSince({ ...due, owedSince: 700 })).toBe(700)
  })

  it('goes before everybody who waits, but for who raised a flag', () => {
    const waiting = { ...session, owedSince: 100 }
    const many = { ...waiting, owed: { turns: 9, flags: [] } }
    const flagged = { ...session, owedSince: 900, owed: flag }
    const due = { ...session, followUpDue: 800 }
    const dueBefore = { ...session, followUpDue: 700 }
    const order = [waiting, many, due, dueBefore, flagged].sort((a, b) => compareAttention(a, b, nowMs))
    expect(order).toEqual([flagged, dueBefore, due, many, waiting])
    expect(reasonsOf({ ...due, owed: flag }, nowMs)).toEqual(['flagged', 'followUp'])
  })
})
