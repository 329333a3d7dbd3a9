import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AttentionInput, compareAttention } from '../../../../src/shared/model/attention.ts'
import { endIsNearMs, reasonsOf, urgencyRank, urgencySince } from '../../../../src/shared/model/urgency.ts'

const nowMs = 100_000_000
const chest = { id: 'chest' }
const waits = (part: Partial<AttentionInput> = {}): AttentionInput => ({
  ...{ active: true, owedSince: nowMs - 1_000, queuedReplies: 0, lastActivityAt: 0 },
  ...part,
})

describe('who is owed a reply', () => {
  it('goes first for what was said, then for an end that is near or much that waits, then for the wait', () => {
    const flagged = waits({ owed: { turns: 1, flags: [chest] } })
    const ends = waits({ owedSince: nowMs - 3_000, expiresAt: nowMs + endIsNearMs })
    const much = waits({ owedSince: nowMs - 2_000, owed: { turns: 4, flags: [] } })
    const long = waits({
      owedSince: nowMs - 900_000,
      owed: { turns: 3, flags: [] },
      expiresAt: nowMs + endIsNearMs + 1,
    })
    const sorted = [long, much, flagged, ends].sort((a, b) => compareAttention(a, b, nowMs))
    expect(sorted).toEqual([flagged, ends, much, long])
  })

  it('goes in its rank by the wait, however much or little else there is', () => {
    const first = waits({ owedSince: 1, owed: { turns: 4, flags: [] } })
    const second = waits({ owedSince: 2, owed: { turns: 90, flags: [] }, expiresAt: nowMs + 1 })
    expect(compareAttention(first, second, nowMs)).toBeLessThan(0)
    const flagged = waits({ owedSince: 5, owed: { turns: 1, flags: [chest] } })
    const flaggedLater = waits({ owedSince: 6, owed: { turns: 9, flags: [chest, { id: 'breath' }] } })
    expect(compareAttention(flagged, flaggedLater, nowMs)).toBeLessThan(0)
  })

  it('stays in the group that it is in: a flag does not move what is written and not sent', () => {
    const written = waits({ queuedReplies: 1, owed: { turns: 1, flags: [chest] } })
    expect(compareAttention(waits(), written, nowMs)).toBeLessThan(0)
  })

  it('has a reason for its rank, and none for an end that has passed', () => {
    expect(reasonsOf({ owed: { turns: 5, flags: [chest] }, expiresAt: nowMs + 1 }, nowMs)).toEqual([
      'flagged',
      'endsSoon',
      'manyTurns',
    ])
    expect(reasonsOf({ owed: { turns: 3, flags: [] }, expiresAt: nowMs }, nowMs)).toEqual([])
    expect(reasonsOf({}, nowMs)).toEqual([])
  })

  it('is in the rank of now since the moment that is given for it', () => {
    const session = fc.record({
      owedSince: fc.option(fc.nat(9), { nil: null }),
      expiresAt: fc.option(fc.integer({ min: 1, max: 3 * endIsNearMs }), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(session), fc.nat(3 * endIsNearMs), (sessions, atMs) => {
        const sinceMs = urgencySince(sessions, atMs)
        expect(sinceMs).toBeLessThanOrEqual(atMs)
        for (const one of sessions.filter(({ owedSince }) => owedSince !== null))
          expect(urgencyRank(one, sinceMs)).toBe(urgencyRank(one, atMs))
      }),
    )
  })
})
