import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, clinician, message, otherSessionId, patient, sessionId } from '../storeRecords.ts'

/** An id names one entry of its sender and of its session, however often it is sent. */
export function idempotencyContract({ store }: ContractStore): void {
  describe('a message that is sent again', () => {
    const all = async (thread: 'care' | 'staff' = 'care', of = sessionId) =>
      await store().log.read({ sessionId: of, thread, limit: 10_000, from: { after: 0 } })

    it('is returned as it was stored the first time, and is not stored again', async () => {
      await store().log.appendAll([message(1), message(2)])
      const [repeated] = await store().log.appendAll([message(1, { atMs: atMs + 999, senderName: 'Renamed' })])
      expect(repeated).toMatchObject({ outcome: 'repeated', entry: { seq: 1, at: atMs + 1, senderName: 'Pat' } })
      expect(await all()).toHaveLength(2)
    })

    it('is a conflict, not a repeat, with other text, in another thread or in another session', async () => {
      await store().log.appendAll([message(1)])
      const outcomes = await store().log.appendAll([
        message(1, { body: { kind: 'message', type: 'text', text: 'other' } }),
        message(1, { thread: 'staff' }),
        message(1, { sessionId: otherSessionId }),
        message(2),
        message(2, { body: { kind: 'message', type: 'text', text: 'other' } }),
      ])
      expect(outcomes.map((o) => o.outcome)).toEqual(['conflict', 'conflict', 'conflict', 'appended', 'conflict'])
      expect((await all()).map((entry) => entry.seq)).toEqual([1, 2])
      expect(await all('staff')).toEqual([])
      expect(await store().log.heads([sessionId, otherSessionId])).toEqual([{ sessionId, thread: 'care', head: 2 }])
    })

    it('is a conflict when another sender of the session used its id, but not one of another session', async () => {
      const anothers = { senderId: clinician } as const
      const outcomes = await store().log.appendAll([message(1), message(1, anothers), message(2)])
      expect(outcomes.map((o) => o.outcome)).toEqual(['appended', 'conflict', 'appended'])
      const later = await store().log.appendAll([
        message(2, { ...anothers, thread: 'staff' }),
        message(2, { ...anothers, sessionId: otherSessionId }),
      ])
      expect(later.map((o) => o.outcome)).toEqual(['conflict', 'appended'])
      expect((await all()).map(({ seq, senderId }) => [seq, senderId])).toEqual([
        [1, patient],
        [2, patient],
      ])
    })
  })
}
