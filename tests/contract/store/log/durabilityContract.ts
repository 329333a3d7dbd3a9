import { describe, expect, it } from 'vitest'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, entryId, message, patient, sessionId } from '../storeRecords.ts'

/** An acknowledged entry is stored, whole; a refused one is not. */
export function durabilityContract({ store, reopen, fill, free }: ContractStore): void {
  describe('an entry that was acknowledged', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })

    it('is read as it was appended, to the last field', async () => {
      const body = { kind: 'message', type: 'text', text: 'ä\u0000"\\\u2028🙂', replyTo: entryId(9) } as const
      const [outcome] = await store().log.appendAll([message(1, { body })])
      const [entry] = await all()
      expect(outcome).toEqual({ outcome: 'appended', entry })
      expect(entry).toEqual({
        id: entryId(1),
        sessionId,
        thread: 'care',
        seq: 1,
        at: atMs + 1,
        senderId: patient,
        senderName: 'Pat',
        senderRole: 'patient',
        body,
      })
    })

    it('is not of a batch for which the disk was too full; once it is not, the batch is stored', async () => {
      await store().log.appendAll([message(1)])
      await fill()
      const large = 'x'.repeat(16_000)
      const batch = Array.from({ length: 50 }, (_, index) =>
        message(100 + index, { body: { kind: 'message', type: 'text', text: large } }),
      )
      await expect(store().log.appendAll(batch)).rejects.toMatchObject({ failure: { kind: 'diskFull' } })
      expect(await all()).toHaveLength(1)
      await free()
      expect((await store().log.appendAll(batch)).map((o) => o.outcome)).toEqual(batch.map(() => 'appended'))
      expect((await all()).map((entry) => entry.seq)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1))
    })

    it('is there after the store is opened again', async () => {
      await store().log.appendAll([message(1), message(2)])
      await reopen()
      expect((await all()).map((entry) => entry.seq)).toEqual([1, 2])
      expect(await store().log.appendAll([message(2), message(3)])).toMatchObject([
        { outcome: 'repeated', entry: { seq: 2 } },
        { outcome: 'appended', entry: { seq: 3 } },
      ])
    })
  })
}
