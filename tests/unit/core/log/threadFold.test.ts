import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { foldEntry } from '../../../../src/main/core/log/fold/sessionFold.ts'
import { createThreadFold } from '../../../../src/main/core/log/fold/threadFold.ts'
import {
  anEntry,
  anySessionId,
  aSession,
  clinicianId,
  openTestStorage,
} from '../../../support/console/openTestStorage.ts'
import { aPicture } from '../../../support/console/screenBuilders.ts'

const log = {
  self: { userId: clinicianId, name: 'Clin Ician', role: 'clinician' },
  relayNowMs: Number.POSITIVE_INFINITY,
  isOpen: () => false,
} as const

function start() {
  const { storage } = openTestStorage()
  onTestFinished(() => storage.close())
  storage.transact(() => storage.sessions.put(aSession()))
  const inFold = <T>(work: (fold: ReturnType<typeof createThreadFold>) => T): T =>
    storage.transact(() => {
      const fold = createThreadFold({ ...log, storage })
      const result = work(fold)
      fold.save()
      return result
    })
  const care = () => storage.sessions.findThread(anySessionId, 'care')
  const ranges = () => storage.ranges.of(care()?.threadId ?? 0)
  return { storage, inFold, care, ranges }
}

const reply = (seq: number) => anEntry(seq, { senderId: clinicianId, senderRole: 'clinician' })

test('stores entries in order, holds none twice, and does not store beyond a gap', () => {
  const { inFold, care, storage } = start()
  const [one, two, four] = [anEntry(1), anEntry(2), anEntry(4)]
  const entries = [one, two, two, four]
  expect(inFold((fold) => entries.map(fold.take))).toEqual(['stored', 'stored', 'held', 'lacking'])
  expect(care()).toMatchObject({ foldedUpTo: 2, headSeq: 4, unreadCount: 2 })
  const thread = care()
  expect(thread && storage.entries.page(thread, null, 9).map(({ seq }) => seq)).toEqual([1, 2])
})

test('an acknowledged message stored ahead is passed when what lies before it has come', () => {
  const { inFold, care, storage, ranges } = start()
  expect(inFold((fold) => fold.take(anEntry(1)))).toBe('stored')
  expect(inFold((fold) => fold.takeAhead(reply(3)))).toBe('lacking')
  expect(care()).toMatchObject({ foldedUpTo: 1, headSeq: 3 })
  expect(ranges()).toEqual([{ fromSeq: 1, upToSeq: 1 }])
  expect(inFold((fold) => fold.take(anEntry(2)))).toBe('stored')
  expect(ranges()).toEqual([{ fromSeq: 1, upToSeq: 3 }])
  expect(care()).toMatchObject({ foldedUpTo: 3, headSeq: 3, unreadCount: 2 })
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: null, lastActivityAt: 10_003 })
})

test('the reply is owed since the first message after the last answer', () => {
  const { inFold, storage } = start()
  inFold((fold) => [anEntry(1), reply(2), anEntry(3), anEntry(4)].map(fold.take))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_003, preview: { text: 'message 4' } })
})

const redactionOf = (seq: number, targetSeq: number) => {
  const { id: target } = anEntry(targetSeq)
  return anEntry(seq, {
    senderId: clinicianId,
    senderRole: 'clinician',
    body: { kind: 'redaction', target, targetSeq },
  })
}

test('the only message of a patient is neither owed nor unread once it is redacted', () => {
  const { inFold, storage, care } = start()
  inFold((fold) => [anEntry(1), redactionOf(2, 1)].map(fold.take))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: null })
  expect(care()).toMatchObject({ unreadCount: 0 })
})

test('when the first question is redacted the reply is owed since the next, and when the answer is, since the question', () => {
  const { inFold, storage, care } = start()
  inFold((fold) => [anEntry(1), anEntry(2), redactionOf(3, 1)].map(fold.take))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_002 })
  expect(care()).toMatchObject({ unreadCount: 1 })
  inFold((fold) => [reply(4), redactionOf(5, 4)].map(fold.take))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_002 })
})

test('in whatever pieces entries come, the outcome is that of the whole log', () => {
  const log = Array.from({ length: 30 }, (_, index) => (index % 4 === 3 ? reply(index + 1) : anEntry(index + 1)))
  const whole = start()
  whole.inFold((fold) => log.map(fold.take))
  const expected = [whole.storage.sessions.find(anySessionId), whole.care()]
  fc.assert(
    fc.property(
      fc.array(fc.record({ from: fc.nat(29), count: fc.integer({ min: 1, max: 8 }) }), { maxLength: 12 }),
      (frames) => {
        const { inFold, storage, care } = start()
        for (const { from, count } of frames) inFold((fold) => log.slice(from, from + count).map(fold.take))
        inFold((fold) => log.slice(care()?.foldedUpTo).map(fold.take))
        expect([storage.sessions.find(anySessionId), care()]).toEqual(expected)
      },
    ),
    { numRuns: 20 },
  )
})

test('a time later than now by the relay’s clock counts as now, and what comes later shows at most when that was', () => {
  const { storage } = start()
  const at = (nowMs: number, ...entries: ReturnType<typeof anEntry>[]) =>
    storage.transact(() => {
      const fold = createThreadFold({ ...log, storage, relayNowMs: nowMs })
      entries.forEach(fold.take)
      fold.save()
    })
  at(10_000, anEntry(1, { at: 3_610_000 }))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_000, lastActivityAt: 10_000 })
  at(12_000, anEntry(2, { at: 9_500 }))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 9_500 })
  at(14_000, anEntry(3, { at: 3_611_000 }), redactionOf(4, 1), redactionOf(5, 2))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_004 })
})

test('times that the relay’s clock gave while it was ahead go back with it, and others do not', () => {
  const { storage, inFold } = start()
  inFold((fold) => fold.take(anEntry(1, { at: 3_610_000 })))
  expect(storage.sessions.boundTimes(3_610_000, 0)).toEqual([])
  expect(storage.sessions.boundTimes(20_000, 3_600_000)).toEqual([anySessionId])
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_000, lastActivityAt: 10_000 })
  inFold((fold) => fold.take(anEntry(2, { at: 3_620_000 })))
  expect(storage.sessions.boundTimes(20_000, 0)).toEqual([anySessionId])
  expect(storage.sessions.find(anySessionId)).toMatchObject({ owedSince: 10_000, lastActivityAt: 20_000 })
})

test('the preview is one line of bounded length', () => {
  const body = { kind: 'message', type: 'text', text: `two\nlines ${'😀'.repeat(400)}` } as const
  const { preview } = foldEntry(
    { owedSince: null, lastActivityAt: 0, preview: null, saidUpTo: 0 },
    anEntry(1, { body }),
    20_000,
  )
  expect(preview?.text.startsWith('two lines 😀')).toBe(true)
  expect([...(preview?.text ?? '')]).toHaveLength(160)
  expect(preview?.text.endsWith('😀…')).toBe(true)
})

test('an edit shows in the preview and counts as nothing unread; a redaction takes the text off list and disk', () => {
  const { inFold, storage, care } = start()
  const message = anEntry(1)
  const of = { target: message.id, targetSeq: 1 }
  const edit = anEntry(2, { body: { kind: 'edit', ...of, text: 'put otherwise' } })
  const forged = anEntry(3, { senderId: clinicianId, body: { kind: 'edit', ...of, text: 'forged' } })
  inFold((fold) => [message, edit, forged].map(fold.take))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ preview: { text: 'put otherwise', at: 10_001 } })
  expect(care()).toMatchObject({ unreadCount: 1, foldedUpTo: 3 })
  inFold((fold) => fold.take(anEntry(4, { body: { kind: 'redaction', ...of } })))
  expect(storage.sessions.find(anySessionId)).toMatchObject({ preview: { text: '' } })
  const thread = care()
  const bodies = thread && storage.entries.page(thread, null, 9).map(({ body }) => body)
  expect(JSON.stringify(bodies)).not.toMatch(/message 1|put otherwise|forged/)
  expect(bodies?.[0]).toMatchObject({ kind: 'message', text: '', redacted: true })
})

test('the preview of a message without words names what it carries, and why words are withheld', () => {
  const { inFold, storage } = start()
  const previewNow = () => storage.sessions.find(anySessionId)?.preview
  const picture = anEntry(1, { body: { kind: 'message', type: 'image', text: '', attachments: [aPicture] } })
  inFold((fold) => fold.take(picture))
  const { name, mediaType } = aPicture
  expect(previewNow()).toMatchObject({ text: '', withheld: null, files: [{ name, mediaType }] })
  const of = { target: picture.id, targetSeq: 1 }
  inFold((fold) => fold.take(anEntry(2, { body: { kind: 'edit', ...of, text: 'My arm' } })))
  expect(previewNow()).toMatchObject({ text: 'My arm', files: [{ name }] })
  inFold((fold) => fold.take(anEntry(3, { body: { kind: 'redaction', ...of } })))
  expect(previewNow()).toMatchObject({ text: '', withheld: 'redacted', files: [] })
  const sealed = { kind: 'message', type: 'text', text: 'Zm9v', contentEncoding: 'encrypted' } as const
  inFold((fold) => fold.take(anEntry(4, { body: sealed })))
  expect(previewNow()).toMatchObject({ text: '', withheld: 'encrypted' })
})
