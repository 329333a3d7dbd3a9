import { describe, expect, it } from 'vitest'
import type { AttachmentRecord } from '../../../../relay/store/attachments/attachmentRecord.ts'
import type { SessionState } from '../../../../relay/store/sessions/sessionRecord.ts'
import { sessionIdSchema } from '../../../../src/shared/model/ids.ts'
import { storeSession } from '../../../support/relay/storeSession.ts'
import {
  attachment,
  attachmentId,
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

/** A session is purged when it is over, old and not in dispute, with all that belongs to it. */
export function purgeContract({ store }: ContractStore): void {
  describe('purging sessions', () => {
    const begin = (one: AttachmentRecord) => store().attachments.begin(one, roomy)

    it('removes one that is over and old, with all that belongs to it, and nothing of another', async () => {
      await store().log.appendAll([message(1), message(2, { sessionId: s2 })])
      const target = { target: entryId(1), targetSeq: 1 }
      await store().log.appendAll([message(3, { body: { kind: 'redaction', ...target } })])
      await begin(attachment(1))
      await begin(attachment(2, { sessionId: s2 }))
      await store().watermarks.raiseAll([{ sessionId: s1, thread: 'care', userId: pat, deliveredUpTo: 1, readUpTo: 1 }])
      expect(await store().retention.purge(s1, laterMs)).toEqual([hash('a')])
      expect(await store().sessions.find(s1)).toBeUndefined()
      expect(await store().log.heads([s1])).toEqual([])
      expect(await store().watermarks.of([s1])).toEqual([])
      expect(await store().attachments.find(attachmentId(1))).toBeUndefined()
      expect(await store().retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store().sessions.find(s2))?.id).toBe(s2)
      expect(await store().log.heads([s2])).toEqual([{ sessionId: s2, thread: 'care', head: 1 }])
      expect(await store().attachments.unreferenced([hash('a')])).toEqual([])
    })

    it('lists in pages those that are closed or expired, and silent since', async () => {
      const put = (id: string, change: Partial<SessionState>) =>
        storeSession(store(), session({ id: sessionIdSchema.parse(id), ...change }))
      await put('s3', { active: true })
      await put('s4', { active: true, expiresAtMs: atMs + 1 })
      await put('s5', { active: true, expiresAtMs: laterMs + 1 })
      await put('s6', { createdAtMs: laterMs })
      await store().log.appendAll([message(1, { atMs: laterMs })])
      expect(await store().retention.purgeable(laterMs, 10, null)).toEqual(['s2', 's4'])
      expect(await store().retention.purgeable(laterMs, 1, null)).toEqual(['s2'])
      expect(await store().retention.purgeable(laterMs, 10, s2)).toEqual(['s4'])
      expect(await store().retention.purge(s1, laterMs)).toBeUndefined()
      expect(await store().retention.purge(sessionIdSchema.parse('s3'), laterMs)).toBeUndefined()
    })

    it('keeps one that is in dispute, however old it is, until that is resolved', async () => {
      const dispute = { openedBy: pat, openedAt: atMs, reason: 'wrong dose' }
      await storeSession(store(), session({ dispute }))
      expect(await store().retention.purgeable(laterMs, 10, null)).toEqual([s2])
      expect(await store().retention.purge(s1, laterMs)).toBeUndefined()
      expect((await store().sessions.find(s1))?.dispute).toEqual(dispute)
      await storeSession(store(), session())
      expect(await store().retention.purgeable(laterMs, 10, null)).toEqual([s1, s2])
    })
  })
}
