import { describe, expect, test } from 'vitest'
import { chooseRead, compareReads, lacksDigest } from '../../../../../src/main/core/log/ranges/chooseRead.ts'
import type { ThreadHolding } from '../../../../../src/main/storage/rangeStore.ts'
import { sessionIdSchema } from '../../../../../src/shared/model/ids.ts'

type Ranges = readonly (readonly [number, number])[]

/** A thread of an open session in which the user takes part, with nothing of it held. */
function holding(ranges: Ranges, different: Partial<ThreadHolding> = {}): ThreadHolding {
  const headSeq = different.headSeq ?? ranges.at(-1)?.[1] ?? 0
  return {
    ...{ threadId: 1, sessionId: sessionIdSchema.parse('session'), thread: 'care', headSeq, foldedUpTo: headSeq },
    ...{ readUpTo: 0, unreadCount: 0, reachedDeliveredUpTo: 0, reachedReadUpTo: 0, deliveredUpTo: headSeq },
    ...{ active: true, isListed: true, isOwn: true, isDoubted: false, owedSince: null, lastActivityAt: 0 },
    ranges: ranges.map(([fromSeq, upToSeq]) => ({ fromSeq, upToSeq })),
    ...different,
  }
}

describe('what is read although nobody waits for it', () => {
  test('is the newest 200 of an open session in which the user takes part, in pages that may be short', () => {
    expect(chooseRead(holding([], { headSeq: 450 }), false)).toEqual({ reason: 'own', part: { limit: 200 } })
    expect(chooseRead(holding([[401, 450]]), false)).toEqual({ reason: 'own', part: { before: 401, limit: 150 } })
    expect(chooseRead(holding([[251, 450]]), false)).toBeNull()
    expect(chooseRead(holding([[1, 30]]), false)).toBeNull()
    expect(chooseRead(holding([]), false)).toBeNull()
  })

  test.each([
    ['the user takes no part', { isOwn: false }],
    ['it is closed', { active: false }],
    ['it is not listed', { isListed: false }],
  ])('is nothing of a session where %s, until it has a tab', (_why, different) => {
    expect(chooseRead(holding([], { headSeq: 450, ...different }), false)).toBeNull()
    expect(chooseRead(holding([], { headSeq: 450, ...different }), true)).toEqual({
      reason: 'tab',
      part: { limit: 200 },
    })
  })

  test('is the gap after what is held, of whatever session; a long one is left, and the newest read', () => {
    const looksOn = { isOwn: false, deliveredUpTo: 0 }
    expect(chooseRead(holding([[1, 100]], { headSeq: 1_100, ...looksOn }), false)).toEqual({
      reason: 'gap',
      part: { after: 100, limit: 200 },
    })
    expect(chooseRead(holding([[1, 100]], { headSeq: 1_101, ...looksOn }), false)).toEqual({
      reason: 'gap',
      part: { limit: 200 },
    })
  })

  test('is the last entry of what is doubted, with what follows it', () => {
    expect(chooseRead(holding([[1, 100]], { isDoubted: true }), false)).toEqual({
      reason: 'gap',
      part: { after: 99, limit: 200 },
    })
  })

  test('is the hole that the own watermark waits before, a long one only for who has read beyond it', () => {
    const waits = { deliveredUpTo: 20 }
    expect(chooseRead(holding([[901, 1_100]], waits), true)).toEqual({
      reason: 'hole',
      part: { before: 901, limit: 200 },
    })
    expect(chooseRead(holding([[101, 300]], waits), false)).toEqual({
      reason: 'hole',
      part: { before: 101, limit: 80 },
    })
    const joined: Ranges = [
      [1, 90],
      [101, 300],
    ]
    expect(chooseRead(holding(joined, waits), false)).toEqual({ reason: 'hole', part: { before: 101, limit: 10 } })
    const long = holding([[1_301, 1_500]], waits)
    expect(chooseRead(long, true)).toBeNull()
    expect(chooseRead({ ...long, readUpTo: 1_500 }, false)).toBeNull()
    expect(chooseRead({ ...long, readUpTo: 1_500 }, true)).toMatchObject({ reason: 'hole' })
    expect(chooseRead(holding([[101, 300]], { ...waits, isOwn: false }), true)).toBeNull()
  })
})

test('a digest lacks where the list is behind and no reading of the end brings it up', () => {
  expect(lacksDigest(holding([], { headSeq: 5, foldedUpTo: 4 }))).toBe(true)
  expect(lacksDigest(holding([], { headSeq: 5, foldedUpTo: 5 }))).toBe(false)
  expect(lacksDigest(holding([[1, 4]], { headSeq: 9, foldedUpTo: 4 }))).toBe(false)
  expect(lacksDigest(holding([[1, 4]], { headSeq: 9, foldedUpTo: 3 }))).toBe(true)
  expect(lacksDigest(holding([[1, 4]], { headSeq: 4, foldedUpTo: 3 }))).toBe(true)
  expect(lacksDigest(holding([[1, 4]], { headSeq: 1_005, foldedUpTo: 4 }))).toBe(true)
})

test('a gap comes before tabs, tabs before the rest, and the rest as the sessions need the clinician', () => {
  const wanted = [
    { id: 'recent', holding: holding([], { headSeq: 9, lastActivityAt: 50 }), isOpen: false },
    { id: 'short wait', holding: holding([], { headSeq: 9, owedSince: 30 }), isOpen: false },
    { id: 'hole', holding: holding([[101, 300]], { deliveredUpTo: 0, owedSince: 1 }), isOpen: false },
    { id: 'tab', holding: holding([], { headSeq: 9 }), isOpen: true },
    { id: 'long wait', holding: holding([], { headSeq: 9, owedSince: 10 }), isOpen: false },
    { id: 'gap', holding: holding([[1, 8]], { headSeq: 9 }), isOpen: false },
  ].flatMap(({ isOpen, ...one }) => {
    const read = chooseRead(one.holding, isOpen)
    return read ? [{ ...one, read }] : []
  })
  expect(wanted.sort(compareReads).map(({ id }) => id)).toEqual([
    ...['gap', 'tab', 'long wait', 'short wait', 'recent', 'hole'],
  ])
})
