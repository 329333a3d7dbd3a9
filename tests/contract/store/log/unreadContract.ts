import { describe, expect, it } from 'vitest'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { clinician, entryId, message, otherSessionId, sessionId } from '../storeRecords.ts'

/** Unread messages are counted by the user, the sender and the watermark. */
export function unreadContract({ store }: ContractStore): void {
  describe('unread messages', () => {
    it('are none once they are redacted', async () => {
      const redaction = { kind: 'redaction', target: entryId(1), targetSeq: 1 } as const
      const asIf: Append['body'] = { kind: 'message', type: 'text', text: ',"redacted":true}' }
      await store().log.appendAll([message(1), message(2, { body: redaction })])
      expect(await store().log.countUnread(clinician, [sessionId])).toEqual([])
      await store().log.appendAll([message(3, { body: asIf })])
      expect(await store().log.countUnread(clinician, [sessionId])).toEqual([{ sessionId, thread: 'care', count: 1 }])
    })

    it('are those of others beyond the watermark; nothing else counts', async () => {
      await store().log.appendAll([
        message(1),
        message(2),
        message(3, { senderId: clinician, senderRole: 'clinician' }),
        message(4, { body: { kind: 'state', change: 'closed' } }),
        message(5, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text: '{"kind":"message"' } }),
        message(6, { sessionId: otherSessionId }),
      ])
      const count = () => store().log.countUnread(clinician, [sessionId, otherSessionId])
      expect((await count()).sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))).toEqual([
        { sessionId, thread: 'care', count: 2 },
        { sessionId: otherSessionId, thread: 'care', count: 1 },
      ])
      const mark = { userId: clinician, thread: 'care', deliveredUpTo: 6, readUpTo: 1 } as const
      await store().watermarks.raiseAll([{ ...mark, sessionId }])
      expect(await store().log.countUnread(clinician, [sessionId])).toEqual([{ sessionId, thread: 'care', count: 1 }])
      expect(await store().log.countUnread(clinician, [])).toEqual([])
    })
  })
}
