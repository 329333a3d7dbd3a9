import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, entryId } from '../storeRecords.ts'
import { attachment, attachmentId, carrying, doc, hash, laterMs, roomy, s2 } from './attachmentRecords.ts'

/** An upload that no message carries is removed once nobody works on it. */
export function unsentFilesContract({ store }: ContractStore): void {
  describe('a file that was not sent', () => {
    const begin = (one: AttachmentRecord) => store().attachments.begin(one, roomy)

    it('is reported gone when more bytes or its end arrive', async () => {
      await begin(attachment(1))
      expect(await store().attachments.receive(attachmentId(1), laterMs)).toBe(true)
      expect((await store().attachments.find(attachmentId(1)))?.receivedAtMs).toBe(laterMs)
      await store().attachments.removeUnsent(attachmentId(1))
      expect(await store().attachments.receive(attachmentId(1), laterMs)).toBe(false)
      expect(await store().attachments.finish(attachmentId(1), 'image/png')).toBe(false)
      expect(await store().attachments.find(attachmentId(1))).toBeUndefined()
    })

    it('is removed, the oldest first, and its content is unreferenced then', async () => {
      await begin(attachment(1, { receivedAtMs: atMs + 2 }))
      await begin(attachment(2, { sessionId: s2, receivedAtMs: atMs + 1, sha256: hash('b') }))
      await begin(attachment(3, { mediaType: 'image/png' }))
      await store().log.appendAll([carrying(1, [3])])
      const removed = async (beforeMs: number, limit = 10) =>
        (await store().attachments.removeUnsentBefore(beforeMs, limit)).map(({ id }) => id)
      expect(await removed(atMs + 1)).toEqual([])
      expect(await removed(laterMs, 1)).toEqual([attachmentId(2)])
      expect(await removed(laterMs)).toEqual([attachmentId(1)])
      expect(await removed(laterMs)).toEqual([])
      expect(await store().attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store().attachments.removeUnsent(attachmentId(3))).toBe(false)
      expect((await store().attachments.find(attachmentId(3)))?.entryId).toBe(entryId(1))
      expect(await store().attachments.unreferenced([hash('a'), hash('b'), hash('b'), hash('c')])).toEqual([
        hash('b'),
        hash('c'),
      ])
    })

    it('stays as long as bytes come from its uploader for the same session', async () => {
      await begin(attachment(1, { mediaType: 'image/png' }))
      await begin(attachment(2, { receivedAtMs: laterMs }))
      await begin(attachment(3, { sessionId: s2 }))
      await begin(attachment(4, { uploaderId: doc }))
      const removed = async () => (await store().attachments.removeUnsentBefore(laterMs, 10)).map(({ id }) => id).sort()
      expect(await removed()).toEqual([attachmentId(3), attachmentId(4)])
      await store().attachments.removeUnsent(attachmentId(2))
      expect(await removed()).toEqual([attachmentId(1)])
    })

    it('is removed when it never had a byte, whatever else comes from its uploader', async () => {
      await begin(attachment(1))
      await begin(attachment(2, { receivedAtMs: laterMs }))
      const removed = await store().attachments.removeUnsentBefore(laterMs, 10)
      expect(removed.map(({ id }) => id)).toEqual([attachmentId(1)])
    })

    it('counts from its beginning when a node of an older version began it, which does not note bytes', async () => {
      await begin(attachment(1, { mediaType: 'image/png', createdAtMs: laterMs, receivedAtMs: 0 }))
      await begin(attachment(2, { mediaType: 'image/png' }))
      expect(await store().attachments.removeUnsentBefore(laterMs, 10)).toEqual([])
      const removed = await store().attachments.removeUnsentBefore(laterMs + 1, 10)
      expect(removed.map(({ id }) => id).toSorted()).toEqual([attachmentId(1), attachmentId(2)])
    })
  })
}
