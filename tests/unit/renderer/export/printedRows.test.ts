import { expect, test } from 'vitest'
import { printedThreads } from '../../../../src/renderer/features/export/printedRows.ts'
import { type Entry, entrySchema } from '../../../../src/shared/model/entry.ts'
import { buildRecord } from '../../../support/records/builtRecord.ts'

const { header } = buildRecord({ care: 0 })

const idOf = (seq: number) => `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`

function entry(seq: number, senderId: 'pat' | 'doc', body: object): Entry {
  return entrySchema.parse({
    ...{ id: idOf(seq), sessionId: header.session.id, thread: 'care', seq, at: seq * 60_000 },
    ...{ senderId, senderName: senderId, senderRole: senderId === 'pat' ? 'patient' : 'clinician', body },
  })
}

const message = (seq: number, senderId: 'pat' | 'doc', text: string, more: object = {}) =>
  entry(seq, senderId, { kind: 'message', type: 'text', text, ...more })
const about = (target: number) => ({ target: idOf(target), targetSeq: target })

const rowsOf = (...entries: Entry[]) => printedThreads(entries, header.participants).get('care') ?? []

test('a message stands with every text that it had, who answered to it, and who reacted', () => {
  const rows = rowsOf(
    message(1, 'pat', 'first'),
    entry(2, 'pat', { kind: 'edit', ...about(1), text: 'second' }),
    entry(3, 'doc', { kind: 'edit', ...about(1), text: 'forged' }),
    entry(4, 'pat', { kind: 'edit', ...about(1), text: 'third' }),
    entry(5, 'doc', { kind: 'reaction', ...about(1), emoji: '👍', on: true }),
    message(6, 'doc', 'an answer', { replyTo: idOf(1) }),
  )
  expect(rows).toMatchObject([
    {
      ...{ text: 'third', editedAt: 4 * 60_000, redaction: null, answersSeq: null },
      before: [
        { text: 'second', at: 2 * 60_000 },
        { text: 'first', at: 60_000 },
      ],
      reactions: [{ emoji: '👍', names: 'Dr Lind' }],
    },
    { text: 'an answer', editedAt: null, before: [], answersSeq: 1 },
  ])
})

test('of what was redacted there is no text, and who did it and why', () => {
  const redacted = { kind: 'message', type: 'text', text: '', redacted: true }
  const rows = rowsOf(
    entry(1, 'pat', redacted),
    entry(2, 'pat', { kind: 'edit', ...about(1), text: '', redacted: true }),
    entry(3, 'doc', { kind: 'redaction', ...about(1), reason: 'wrong patient' }),
    entry(4, 'pat', redacted),
  )
  expect(rows).toMatchObject([
    { text: '', before: [], redaction: { name: 'Dr Lind', at: 3 * 60_000, reason: 'wrong patient' } },
    { text: '', before: [], redaction: 'unknown' },
  ])
})

test('who was known by an id alone has the name of the header, and what happened stands in its place', () => {
  const joined = { kind: 'membership', userId: 'pat', name: 'pat', role: 'patient', change: 'joined' }
  expect(rowsOf(entry(1, 'doc', joined), message(2, 'pat', 'here'))).toMatchObject([
    { kind: 'event', entry: { senderName: 'Dr Lind', body: { name: 'Ada Park' } } },
    { kind: 'message', entry: { senderName: 'Ada Park' } },
  ])
})
