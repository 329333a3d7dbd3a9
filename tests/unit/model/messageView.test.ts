import { describe, expect, it } from 'vitest'
import { type Entry, entrySchema } from '../../../src/shared/model/entry.ts'
import { amendmentsByTarget, redactedBody, viewMessage } from '../../../src/shared/model/messageView.ts'

const idOf = (seq: number) => `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`

function entry(seq: number, senderId: string, body: object): Entry {
  return entrySchema.parse({
    id: idOf(seq),
    sessionId: 's1',
    thread: 'care',
    seq,
    at: seq * 1000,
    senderId,
    senderName: senderId,
    senderRole: 'patient',
    body,
  })
}
const of = { target: idOf(1), targetSeq: 1 }

function view(...amendments: Entry[]) {
  const message = entry(1, 'pat', { kind: 'message', type: 'text', text: 'first' })
  if (message.body.kind !== 'message') throw new Error('not a message')
  return viewMessage({ ...message, body: message.body }, amendmentsByTarget(amendments).get(1) ?? [])
}

describe('what a message says now', () => {
  it('is what was sent, then the last edit of its author', () => {
    expect(view()).toEqual({
      text: 'first',
      editedAt: null,
      isRedacted: false,
      isEncrypted: false,
      files: [],
      reactions: [],
    })
    const edits = [
      entry(2, 'pat', { kind: 'edit', ...of, text: 'second' }),
      entry(3, 'doc', { kind: 'edit', ...of, text: 'forged' }),
      entry(4, 'pat', { kind: 'edit', target: idOf(3), targetSeq: 3, text: 'of another' }),
    ]
    expect(view(...edits)).toMatchObject({ text: 'second', editedAt: 2000 })
  })

  it('is encrypted when its newest version is, whatever the first one was', () => {
    const sealed = entry(2, 'pat', { kind: 'edit', ...of, text: 'c2VhbGVk', contentEncoding: 'encrypted' })
    const plain = entry(3, 'pat', { kind: 'edit', ...of, text: 'in words again' })
    const redaction = entry(4, 'pat', { kind: 'redaction', ...of })
    expect(view(sealed)).toMatchObject({ isEncrypted: true })
    expect(view(sealed, plain)).toMatchObject({ text: 'in words again', isEncrypted: false })
    expect(view(sealed, redaction)).toMatchObject({ text: '', isRedacted: true, isEncrypted: false })
  })

  it('is nothing after a redaction, whatever comes later', () => {
    const redaction = entry(2, 'pat', { kind: 'redaction', ...of })
    const edit = entry(3, 'pat', { kind: 'edit', ...of, text: 'back again' })
    expect(view(redaction, edit)).toMatchObject({ text: '', isRedacted: true, editedAt: null })
  })

  it('carries each reaction by who has it on now, once', () => {
    const react = (seq: number, senderId: string, emoji: string, on: boolean) =>
      entry(seq, senderId, { kind: 'reaction', ...of, emoji, on })
    const { reactions } = view(
      react(2, 'doc', '👍', true),
      react(3, 'doc', '👍', true),
      react(4, 'pat', '👍', true),
      react(5, 'doc', '❤️', true),
      react(6, 'doc', '❤️', false),
      react(7, 'pat', '👍', false),
    )
    expect(reactions).toEqual([{ emoji: '👍', userIds: ['doc'] }])
  })
})

describe('a redacted body', () => {
  it('keeps what others refer to, and nothing that was written or attached', () => {
    const attachment = { id: idOf(9), name: 'scan.png', mediaType: 'image/png', bytes: 3, sha256: 'a'.repeat(64) }
    const sent = { type: 'image', text: 'secret', contentEncoding: 'encrypted', attachments: [attachment] }
    const body = entry(1, 'pat', { kind: 'message', ...sent, replyTo: idOf(8) }).body
    const blank = redactedBody(body)
    expect(blank).toEqual({ kind: 'message', type: 'image', text: '', replyTo: idOf(8), redacted: true })
    if (blank) expect(redactedBody(blank)).toBeUndefined()
    expect(redactedBody(entry(2, 'pat', { kind: 'edit', ...of, text: 'secret' }).body)).toEqual({
      kind: 'edit',
      ...of,
      text: '',
      redacted: true,
    })
    expect(redactedBody(entry(2, 'pat', { kind: 'state', change: 'closed' }).body)).toBeUndefined()
  })
})
