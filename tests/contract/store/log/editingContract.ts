import { describe, expect, it } from 'vitest'
import type { Append } from '../../../../relay/store/log/append.ts'
import type { ContractStore } from '../openForEachTest.ts'
import { entryId, message, sessionId } from '../storeRecords.ts'

/** Edits and redactions are found by their message, and a redacted text leaves the log. */
export function editingContract({ store, reopen }: ContractStore): void {
  describe('edits and redactions', () => {
    const all = async () => await store().log.read({ sessionId, thread: 'care', limit: 10_000, from: { after: 0 } })
    const edit = (number: number, text: string, change: Partial<Append> = {}) =>
      message(number, { body: { kind: 'edit', target: entryId(1), targetSeq: 1, text }, ...change })
    const redaction = (number: number) =>
      message(number, { body: { kind: 'redaction', target: entryId(1), targetSeq: 1 } })
    const texts = async () => (await all()).map(({ body }) => ('text' in body ? body.text : body.kind))

    it('are found by their message, ascending, and none of another thread', async () => {
      await store().log.appendAll([message(1), edit(2, 'b'), message(3), edit(4, 'c')])
      await store().log.appendAll([message(5, { thread: 'staff' }), edit(6, 'd', { thread: 'staff' })])
      const found = await store().log.amendments({ sessionId, thread: 'care', targets: [1, 3] })
      expect(found.map(({ seq }) => seq)).toEqual([2, 4])
      expect(await store().log.amendments({ sessionId, thread: 'care', targets: [] })).toEqual([])
      expect((await store().log.findInThread({ sessionId, thread: 'care', id: entryId(3) }))?.seq).toBe(3)
      expect(await store().log.findInThread({ sessionId, thread: 'staff', id: entryId(3) })).toBeUndefined()
    })

    it('take a redacted text and its versions out of the log, those of the same batch too', async () => {
      await store().log.appendAll([message(1), edit(2, 'b'), message(3)])
      const batch = await store().log.appendAll([edit(4, 'c'), redaction(5), edit(6, 'd')])
      expect(batch.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'redacted'])
      expect(await texts()).toEqual(['', '', 'text 3', '', 'redaction'])
      await reopen()
      expect(await texts()).toEqual(['', '', 'text 3', '', 'redaction'])
    })

    it('are refused after a redaction, and take no place', async () => {
      const reaction = message(4, {
        body: { kind: 'reaction', target: entryId(1), targetSeq: 1, emoji: '+', on: true },
      })
      await store().log.appendAll([message(1), redaction(2)])
      const late = await store().log.appendAll([edit(3, 'e'), reaction, redaction(5), message(6)])
      expect(late.map(({ outcome }) => outcome)).toEqual(['redacted', 'redacted', 'redacted', 'appended'])
      expect((await all()).map(({ seq }) => seq)).toEqual([1, 2, 3])
    })

    it('leave a message that is sent again after its redaction its place', async () => {
      await store().log.appendAll([message(1), redaction(2)])
      const [again] = await store().log.appendAll([message(1)])
      expect(again).toMatchObject({ outcome: 'repeated', entry: { seq: 1, body: { text: '' } } })
    })
  })
}
