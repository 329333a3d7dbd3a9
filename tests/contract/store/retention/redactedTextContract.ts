import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import type { Append } from '../../../../relay/store/log/append.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import {
  attachment,
  attachmentId,
  fileOf,
  hash,
  laterMs,
  message,
  pat,
  roomy,
  s1,
  s2,
  session,
} from '../attachments/attachmentRecords.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { atMs, entryId } from '../storeRecords.ts'

/** A redacted text is removed for good after a time, unless it is evidence. */
export function redactedTextContract({ store }: ContractStore): void {
  describe('purging redacted texts', () => {
    const begin = (one: AttachmentRecord) => store().attachments.begin(one, roomy)

    it('removes those that were redacted before a time, with their files, and those of no later redaction or dispute', async () => {
      const redaction = (number: number, target: number, change: Partial<Append> = {}) =>
        message(number, { body: { kind: 'redaction', target: entryId(target), targetSeq: target }, ...change })
      await begin(attachment(1, { mediaType: 'image/png' }))
      await store().log.appendAll([
        message(1, { body: { kind: 'message', type: 'text', text: 'first', attachments: [fileOf(1)] } }),
        message(2),
        message(3, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text: 'second' } }),
        redaction(4, 1),
        redaction(5, 2, { atMs: laterMs }),
        message(6, { sessionId: s2 }),
        redaction(7, 6, { sessionId: s2, body: { kind: 'redaction', target: entryId(6), targetSeq: 1 } }),
      ])
      await storeSession(store(), session({ id: s2, dispute: { openedBy: pat, openedAt: atMs, reason: 'wrong dose' } }))
      expect(await store().retention.countRedacted(laterMs)).toBe(2)
      expect(await store().retention.purgeRedacted(laterMs)).toEqual({ count: 2, hashes: [hash('a')] })
      expect(await store().retention.purgeRedacted(laterMs)).toEqual({ count: 0, hashes: [] })
      expect(await store().attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store().retention.countRedacted(laterMs + 1)).toBe(1)
      expect(await store().log.heads([s1])).toEqual([{ sessionId: s1, thread: 'care', head: 5 }])
    })
  })
}
