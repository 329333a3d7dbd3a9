import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { entryId } from '../storeRecords.ts'
import { attachment, attachmentId, carrying, doc, message, roomy, s1 } from './attachmentRecords.ts'

/** A file belongs to one stored message, or to none. */
export function carriedFilesContract({ store }: ContractStore): void {
  describe('a file that a message carries', () => {
    const begin = (one: AttachmentRecord) => store().attachments.begin(one, roomy)

    it('is claimed in the transaction that stores the message: by one of those sent at once, and by none that is not stored', async () => {
      await begin(attachment(1, { mediaType: 'image/png' }))
      await begin(attachment(2, { mediaType: 'image/png' }))
      const outcomesOf = async (appends: readonly Append[]) =>
        (await store().log.appendAll(appends)).map(({ outcome }) => outcome)
      expect(await outcomesOf([carrying(1, [1], { sessionVersion: 9 })])).toEqual(['outdated'])
      expect(await outcomesOf([carrying(2, [1, 3])])).toEqual(['unattached'])
      expect(await outcomesOf([carrying(3, [1], { senderId: doc })])).toEqual(['unattached'])
      expect(await outcomesOf([message(4), carrying(4, [1])])).toEqual(['appended', 'conflict'])
      expect((await store().attachments.find(attachmentId(1)))?.entryId).toBeNull()
      const each = await Promise.all([5, 6, 7].map((number) => store().log.appendAll([carrying(number, [1, 2])])))
      const both = await store().log.appendAll([carrying(8, [1]), message(9)])
      expect(both.map(({ outcome }) => outcome)).toEqual(['unattached', 'appended'])
      const stored = each.flat().flatMap((one) => (one.outcome === 'appended' ? [one.entry] : []))
      expect(stored).toHaveLength(1)
      expect((await store().attachments.find(attachmentId(1)))?.entryId).toBe(stored[0]?.id)
      expect((await store().attachments.find(attachmentId(2)))?.entryId).toBe(stored[0]?.id)
      const again = [5, 6, 7].filter((number) => entryId(number) === stored[0]?.id)
      expect(await outcomesOf(again.map((number) => carrying(number, [1, 2])))).toEqual(['repeated'])
      const thread = { sessionId: s1, thread: 'care', limit: 100, from: { after: 0 } } as const
      expect((await store().log.read(thread)).map(({ seq }) => seq)).toEqual([1, 2, 3])
    })

    it('stays when it is discarded at the same time, or its message is refused', async () => {
      for (let number = 1; number <= 20; number += 1) {
        await begin(attachment(number, { mediaType: 'image/png' }))
        const [[sent], isGone] = await Promise.all([
          store().log.appendAll([carrying(number, [number])]),
          store().attachments.removeUnsent(attachmentId(number)),
        ])
        expect(sent?.outcome).toBe(isGone ? 'unattached' : 'appended')
        expect((await store().attachments.find(attachmentId(number)))?.entryId).toBe(
          isGone ? undefined : entryId(number),
        )
      }
    })
  })
}
