import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, entryId, message, otherSessionId, sessionId } from '../storeRecords.ts'

/** Every thread is one gapless sequence. */
export function sequenceContract({ store }: ContractStore): void {
  describe('the sequence of a thread', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })

    it('gives each thread its own seq from 1 without gaps, in the given order', async () => {
      const outcomes = await store().log.appendAll([
        message(1),
        message(2, { thread: 'staff', senderId: clinician }),
        message(3),
        message(4, { sessionId: otherSessionId }),
        message(5),
      ])
      expect(outcomes.map((o) => o.outcome === 'appended' && [o.entry.sessionId, o.entry.thread, o.entry.seq])).toEqual(
        [
          ['s1', 'care', 1],
          ['s1', 'staff', 1],
          ['s1', 'care', 2],
          ['s2', 'care', 1],
          ['s1', 'care', 3],
        ],
      )
      await store().log.appendAll([message(6)])
      expect((await all()).map((entry) => [entry.seq, entry.id])).toEqual([
        [1, entryId(1)],
        [2, entryId(3)],
        [3, entryId(5)],
        [4, entryId(6)],
      ])
    })

    it('leaves no gap where a batch held repeats', async () => {
      await store().log.appendAll([message(1), message(2)])
      const outcomes = await store().log.appendAll([message(2), message(3), message(1), message(3), message(4)])
      expect(outcomes.map((o) => [o.outcome, 'entry' in o && o.entry.seq])).toEqual([
        ['repeated', 2],
        ['appended', 3],
        ['repeated', 1],
        ['repeated', 3],
        ['appended', 4],
      ])
      await store().log.appendAll([message(5)])
      expect((await all()).map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5])
      expect(await store().log.heads([sessionId])).toEqual([{ sessionId, thread: 'care', head: 5 }])
    })

    it('takes a thousand at once and single ones at the same time', async () => {
      const many = Array.from({ length: 1000 }, (_, index) => message(index + 1))
      const single = Array.from({ length: 20 }, (_, index) => message(5000 + index))
      await Promise.all([store().log.appendAll(many), ...single.map((one) => store().log.appendAll([one]))])
      const entries = await all()
      expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 1020 }, (_, index) => index + 1))
      expect(new Set(entries.map((entry) => entry.id)).size).toBe(1020)
    })
  })
}
