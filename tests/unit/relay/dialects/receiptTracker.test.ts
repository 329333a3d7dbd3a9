import { expect, it } from 'vitest'
import { createReceiptTracker } from '../../../../relay/dialects/rooms/receiptTracker.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'

const s1 = sessionIdSchema.parse('s1')
const pat = userIdSchema.parse('pat')
const doc = userIdSchema.parse('doc')
const message = (seq: number, senderId = doc) => ({
  id: entryIdSchema.parse(`00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`),
  seq,
  senderId,
})
const upTo = (deliveredUpTo: number, readUpTo = 0) => ({ deliveredUpTo, readUpTo })

it('returns the messages of others that a watermark advances over, each once', () => {
  const receipts = createReceiptTracker()
  receipts.track(s1)
  for (const sent of [message(1), message(2, pat), message(3)]) receipts.recordMessage(s1, sent)
  expect(receipts.recordWatermark(s1, pat, upTo(3, 1))).toEqual({
    delivered: [message(1), message(3)],
    read: [message(1)],
  })
  expect(receipts.recordWatermark(s1, pat, upTo(3, 3))).toEqual({ delivered: null, read: [message(3)] })
})

it('knows what was sent and read before it was tracked by what is preloaded, and nothing twice', () => {
  const receipts = createReceiptTracker()
  receipts.track(s1)
  receipts.recordMessage(s1, message(3))
  receipts.preload(s1, {
    messages: [message(1), message(2), message(3)],
    watermarks: [{ userId: pat, ...upTo(1, 1) }],
  })
  expect(receipts.recordWatermark(s1, pat, upTo(3, 1))).toEqual({ delivered: [message(2), message(3)], read: null })
})

it('keeps the newest 500 messages, and nothing of a session that is not tracked any more', () => {
  const receipts = createReceiptTracker()
  receipts.track(s1)
  for (let seq = 1; seq <= 501; seq++) receipts.recordMessage(s1, message(seq))
  expect(receipts.recordWatermark(s1, pat, upTo(501)).delivered).toHaveLength(500)
  receipts.forget(s1)
  receipts.track(s1)
  expect(receipts.recordWatermark(s1, pat, upTo(501)).delivered).toEqual([])
})
