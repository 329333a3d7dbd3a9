import { describe, expect, it } from 'vitest'
import { pageRowsOf, type Shown } from '../../../src/patient/conversation/pageRows.ts'
import type { UnsettledMessage } from '../../../src/patient/outbox/pageOutbox.ts'
import { strings } from '../../../src/patient/strings.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { attachmentIdSchema } from '../../../src/shared/model/files/attachment.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { noWatermark } from '../../../src/shared/model/watermark.ts'
import { blankTexts } from '../../support/blankTexts.ts'

const idOf = (number: number) => entryIdSchema.parse(`0190d5a0-0000-7000-8000-${String(number).padStart(12, '0')}`)
const noon = new Date(2026, 4, 20, 12).getTime()
const dayMs = 24 * 3_600_000
const pat = userIdSchema.parse('pat')

const entry = (seq: number, body: Entry['body'], more: Partial<Entry> = {}): Entry => ({
  ...{ id: idOf(seq), sessionId: sessionIdSchema.parse('visit-1'), thread: 'care', seq, at: noon },
  ...{ senderId: userIdSchema.parse('ada'), senderName: 'Dr Ada Okafor', senderRole: 'clinician', body },
  ...more,
})
const message = (seq: number, text: string, more: Partial<Entry> = {}) =>
  entry(seq, { kind: 'message', type: 'text', text }, more)
const waiting = (number: number, more: Partial<UnsettledMessage> = {}): UnsettledMessage => ({
  ...{ id: idOf(number), position: number, text: 'Mine', files: [], writtenAt: noon, isSent: false },
  ...more,
})
const file = { id: 'a', name: 'arm.png', mediaType: 'image/png', bytes: 9, sha256: '' }

function shown(more: Partial<Shown>) {
  const nothing = { entries: [], own: [], reached: noWatermark, unreadFrom: undefined, now: noon }
  return pageRowsOf({ ...nothing, isConnected: true, isEnded: false, userId: pat, participants: [], ...more })
}
const kindsOf = (more: Partial<Shown>) =>
  shown(more).map((row) => (row.kind === 'day' ? (row.name ?? 'day') : row.kind === 'message' ? row.text : row.kind))
const messagesOf = (more: Partial<Shown>) => shown(more).filter((row) => row.kind === 'message')

describe('the rows of the patient page', () => {
  it('names the days that are near, and begins a new one at midnight', () => {
    const entries = [
      message(1, 'a', { at: noon - 9 * dayMs }),
      message(2, 'b', { at: noon - dayMs }),
      message(3, 'c', { at: noon - 1 }),
      message(4, 'd'),
    ]
    expect(kindsOf({ entries })).toEqual(['day', 'a', 'Yesterday', 'b', 'Today', 'c', 'd'])
  })

  it('keeps every row under a key of its own, also where clocks disagree on the day', () => {
    const entries = [message(1, 'a'), message(2, 'b', { at: noon - dayMs }), message(3, 'c')]
    const keys = shown({ entries, own: [waiting(9, { writtenAt: noon - dayMs })] }).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('turns no day back where the relay’s clock was ahead, and knows none later than today', () => {
    const entries = [message(1, 'a'), message(2, 'b', { at: noon + dayMs }), message(3, 'c')]
    expect(kindsOf({ entries })).toEqual(['Today', 'a', 'b', 'c'])
    expect(kindsOf({ entries: [message(1, 'a', { at: noon + dayMs })] })).toEqual(['Today', 'a'])
  })

  it('has a line before what is new', () => {
    expect(kindsOf({ entries: [message(1, 'a'), message(2, 'b')], unreadFrom: 2 })).toEqual([
      'Today',
      'a',
      'unread',
      'b',
    ])
  })

  it('shows an own message once, when the log has it before the word that it does', () => {
    const entries = [message(7, 'Mine', { senderId: pat })]
    expect(kindsOf({ entries, own: [waiting(7), waiting(8)] })).toEqual(['Today', 'Mine', 'Mine'])
  })

  it('quotes what was answered to: as it is now, a picture by its name, and what is not here as such', () => {
    const reply = (seq: number, to: number) =>
      entry(seq, { kind: 'message', type: 'text', text: 'reply', replyTo: idOf(to) })
    const attachments = [
      { id: attachmentIdSchema.parse(idOf(1)), name: 'arm.png', mediaType: 'image/png', bytes: 9, sha256: '' },
    ]
    const entries = [
      message(1, 'wrong'),
      entry(2, { kind: 'edit', target: idOf(1), targetSeq: 1, text: 'right' }),
      entry(3, { kind: 'message', type: 'image', text: '', attachments }),
      reply(4, 1),
      reply(5, 3),
      reply(6, 99),
    ]
    const quotes = messagesOf({ entries }).flatMap(({ quote }) => quote?.text ?? [])
    expect(quotes).toEqual(['right', 'Picture', 'An earlier message'])
  })

  it('says of a message in which nothing can be seen that it is blank, also where it is quoted, unless it has files', () => {
    const attachments = [
      { id: attachmentIdSchema.parse(idOf(1)), name: 'arm.png', mediaType: 'image/png', bytes: 9, sha256: '' },
    ]
    const entries = [
      ...blankTexts.map((text, index) => message(index + 1, text)),
      entry(100, { kind: 'message', type: 'image', text: '\u200b', attachments }),
      entry(101, { kind: 'message', type: 'text', text: 'reply', replyTo: idOf(1) }),
    ]
    const rows = messagesOf({ entries })
    expect(rows.slice(0, -2).map(({ text, instead }) => [text, instead])).toEqual(
      blankTexts.map(() => ['', 'Blank message']),
    )
    expect(rows.at(-2)).toMatchObject({ text: '', instead: undefined, files: [{ name: 'arm.png' }] })
    expect(rows.at(-1)?.quote?.text).toBe('Blank message')
  })

  it('shows what is answered to as it stands now: edited, removed, or encrypted, never as it was', () => {
    const reply = (seq: number, to: number) =>
      entry(seq, { kind: 'message', type: 'text', text: 'reply', replyTo: idOf(to) })
    const sealed = { text: 'Y2lwaGVy', contentEncoding: 'encrypted' } as const
    const entries = [
      message(1, 'Take 4 mg'),
      message(2, 'Take 40 mg'),
      entry(3, { kind: 'message', type: 'text', ...sealed }),
      message(4, 'in words'),
      ...[reply(5, 1), reply(6, 2), reply(7, 3), reply(8, 4)],
      entry(9, { kind: 'edit', target: idOf(1), targetSeq: 1, text: 'Take 2 mg' }),
      entry(10, { kind: 'redaction', target: idOf(2), targetSeq: 2 }),
      entry(11, { kind: 'edit', target: idOf(4), targetSeq: 4, ...sealed }),
    ]
    const quotes = messagesOf({ entries }).flatMap(({ quote }) => quote?.text ?? [])
    expect(quotes).toEqual(['Take 2 mg', strings.redacted, strings.encrypted, strings.encrypted])
    expect(JSON.stringify(shown({ entries }))).not.toMatch(/4 mg|40 mg|Y2lwaGVy/)
  })

  it('says of what waits that it was not sent while the session has ended, and nothing can be done about it', () => {
    const rowOf = (isEnded: boolean) => messagesOf({ own: [waiting(1)], isEnded })[0]
    expect(rowOf(true)).toMatchObject({ status: { refused: 'sessionClosed' }, isFinal: true })
    expect(rowOf(false)).toMatchObject({ status: 'waiting', isFinal: false })
  })

  it('says of the own messages how far they have ever come', () => {
    const entries = [1, 2, 3].map((seq) => message(seq, 'a', { senderId: pat, senderRole: 'patient' }))
    const rows = messagesOf({ entries, reached: { deliveredUpTo: 2, readUpTo: 1 } })
    expect(rows.map(({ status }) => status)).toEqual(['read', 'delivered', 'sent'])
  })

  it('says of a message with files whether they are on their way, and lets it be called back until the relay may have it', () => {
    const rowOf = (own: UnsettledMessage, isConnected = true) => {
      const [row] = messagesOf({ own: [own], isConnected })
      return [row?.status, row?.canCancel]
    }
    expect(rowOf(waiting(1, { files: [file] }))).toEqual(['uploading', true])
    expect(rowOf(waiting(1, { files: [file] }), false)).toEqual(['waiting', true])
    expect(rowOf(waiting(1, { files: [file], heldUp: 'rateLimited' }))).toEqual(['crowded', true])
    expect(rowOf(waiting(1, { files: [file], heldUp: 'rateLimited' }), false)).toEqual(['waiting', true])
    for (const heldUp of ['diskFull', 'unavailable'] as const)
      expect(rowOf(waiting(1, { files: [file], heldUp }))).toEqual(['untaken', true])
    expect(rowOf(waiting(1, { files: [{ ...file, isWhole: true }], isTried: true }))).toEqual(['waiting', false])
    expect(rowOf(waiting(1, { files: [file], refused: 'invalid' }))).toEqual([{ refused: 'invalid' }, false])
    expect(rowOf(waiting(1))).toEqual(['waiting', false])
  })
})
