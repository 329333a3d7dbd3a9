import { describe, expect, it } from 'vitest'
import { type LayoutInput, type LayoutRow, layOutConversation } from '../../../src/shared/model/conversationLayout.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { type EntryId, entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { noWatermark } from '../../../src/shared/model/watermark.ts'

const noon = new Date(2026, 4, 20, 12).getTime()
const dayMs = 24 * 3_600_000
const ada = userIdSchema.parse('ada')
const pat = userIdSchema.parse('pat')
const idOf = (number: number) => entryIdSchema.parse(`0190d5a0-0000-7000-8000-${String(number).padStart(12, '0')}`)

const entry = (seq: number, body: Entry['body'], more: Partial<Entry> = {}): Entry => ({
  ...{ id: idOf(seq), sessionId: sessionIdSchema.parse('visit-1'), thread: 'care', seq, at: noon },
  ...{ senderId: pat, senderName: 'Pat', senderRole: 'patient', body },
  ...more,
})
const message = (seq: number, more: Partial<Entry> = {}, replyTo?: EntryId) =>
  entry(seq, { kind: 'message', type: 'text', text: `text ${seq}`, ...(replyTo && { replyTo }) }, more)
const joined = (seq: number) =>
  entry(seq, { kind: 'membership', userId: ada, name: 'Ada', role: 'clinician', change: 'joined' })

interface Written {
  readonly id: EntryId
  readonly at: number
  readonly replyTo?: EntryId
}

function laidOut(input: Partial<LayoutInput<Written>>): LayoutRow<Written>[] {
  return layOutConversation({
    ...{ entries: [], unsent: [], ownUserId: ada, reached: noWatermark, latestMs: noon + dayMs },
    ...{ beginsWithDay: true, unreadFrom: undefined },
    writtenAt: ({ at }) => at,
    showsSystem: () => true,
    standTogether: () => true,
    ...input,
  })
}
const kinds = (input: Partial<LayoutInput<Written>>) => laidOut(input).map(({ kind }) => kind)
const groups = (input: Partial<LayoutInput<Written>>) =>
  laidOut(input).flatMap((row) => ('startsGroup' in row ? [[row.startsGroup, row.endsGroup]] : []))

describe('the layout of a conversation', () => {
  it('has a line at each change of day, at the beginning only if it is told so', () => {
    const entries = [message(1, { at: noon - dayMs }), message(2, { at: noon - dayMs }), message(3)]
    expect(kinds({ entries })).toEqual(['day', 'logged', 'logged', 'day', 'logged'])
    expect(kinds({ entries, beginsWithDay: false })).toEqual(['logged', 'logged', 'day', 'logged'])
  })

  it('turns no day back where the clock was ahead, and has none after the latest', () => {
    const entries = [message(1), message(2, { at: noon + dayMs }), message(3)]
    expect(kinds({ entries })).toEqual(['day', 'logged', 'logged', 'logged'])
    expect(kinds({ entries: entries.slice(0, 2) })).toEqual(['day', 'logged', 'day', 'logged'])
    expect(kinds({ entries: entries.slice(0, 2), latestMs: noon })).toEqual(['day', 'logged', 'logged'])
  })

  it('puts what is unsent at the end, on no earlier day than what is above it', () => {
    const unsent = [
      { id: idOf(9), at: noon - dayMs },
      { id: idOf(8), at: noon + dayMs },
    ]
    expect(kinds({ entries: [message(1)], unsent })).toEqual(['day', 'logged', 'unsent', 'day', 'unsent'])
  })

  it('has a message once that is both logged and unsent', () => {
    expect(kinds({ entries: [message(7)], unsent: [{ id: idOf(7), at: noon }] })).toEqual(['day', 'logged'])
  })

  it('gives each line a key of its own that stays when others come above it', () => {
    const later = [message(2, { at: noon - dayMs }), joined(3), message(4)]
    const unsent = [{ id: idOf(9), at: noon }]
    const keysOf = (entries: readonly Entry[]) => laidOut({ entries, unsent, unreadFrom: 4 }).map(({ key }) => key)
    expect(new Set(keysOf(later)).size).toBe(7)
    expect(keysOf([message(1, { at: noon - 2 * dayMs }), ...later]).slice(-7)).toEqual(keysOf(later))
  })

  it('has a line above the first unread message, below that of its day', () => {
    const entries = [message(1, { at: noon - dayMs }), message(2)]
    expect(kinds({ entries, unreadFrom: 2 })).toEqual(['day', 'logged', 'day', 'unread', 'logged'])
  })

  it('has a line of the session where it is shown, and none for what was said of a message', () => {
    const reaction = entry(3, { kind: 'reaction', target: idOf(1), targetSeq: 1, emoji: '+', on: true })
    const entries = [message(1), joined(2), reaction]
    expect(kinds({ entries })).toEqual(['day', 'logged', 'system'])
    expect(kinds({ entries, showsSystem: () => false })).toEqual(['day', 'logged'])
    expect(laidOut({ entries })[1]).toMatchObject({ view: { reactions: [{ emoji: '+', userIds: [pat] }] } })
  })

  it('groups messages that stand right below each other, as it is told', () => {
    const entries = [message(1), message(2), message(3), joined(4), message(5)]
    const unsent = [{ id: idOf(9), at: noon }]
    expect(groups({ entries, unsent, standTogether: (_, { key }) => key !== idOf(2) })).toEqual([
      [true, true],
      [true, false],
      [false, true],
      [true, false],
      [false, true],
    ])
  })

  it('breaks a group at a day and above the unread', () => {
    const entries = [message(1, { at: noon - dayMs }), message(2), message(3)]
    expect(groups({ entries, unreadFrom: 3 })).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ])
  })

  it('quotes what is answered as it reads now, and knows what is not loaded', () => {
    const entries = [
      message(1),
      message(2, {}, idOf(1)),
      message(3, {}, idOf(99)),
      entry(4, { kind: 'edit', target: idOf(1), targetSeq: 1, text: 'better' }),
    ]
    const quotes = laidOut({ entries, unsent: [{ id: idOf(9), at: noon, replyTo: idOf(1) }] }).flatMap((row) =>
      'quote' in row ? [row.quote] : [],
    )
    const loaded = { kind: 'loaded', entry: { seq: 1 }, view: { text: 'better' } }
    expect(quotes).toMatchObject([undefined, loaded, { kind: 'notLoaded', id: idOf(99) }, loaded])
  })

  it('knows how far own messages have come, and nothing of the kind of others', () => {
    const own = { senderId: ada } as const
    const entries = [message(1, own), message(2, own), message(3, own), message(4)]
    const rows = laidOut({ entries, reached: { deliveredUpTo: 2, readUpTo: 1 } })
    expect(rows.flatMap((row) => (row.kind === 'logged' ? [row.status] : []))).toEqual([
      ...['read', 'delivered', 'sent'],
      undefined,
    ])
  })
})
