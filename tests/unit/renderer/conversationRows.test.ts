import { describe, expect, it } from 'vitest'
import {
  buildRows,
  type Row,
  type RowsInput,
} from '../../../src/renderer/features/conversation/rows/conversationRows.ts'
import { keepUnchanged } from '../../../src/renderer/features/conversation/rows/keepUnchanged.ts'
import type { PendingMessage } from '../../../src/shared/ipc/message.ts'
import { type Entry, entrySchema } from '../../../src/shared/model/entry.ts'
import { type EntryId, entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'

const me = userIdSchema.parse('dr-okafor')
const maria = userIdSchema.parse('maria')
const sessionId = sessionIdSchema.parse('visit-1')
const noon = new Date(2026, 10, 20, 12).getTime()
const minuteMs = 60_000

function idOf(number: number): EntryId {
  return entryIdSchema.parse(`00000000-0000-7000-8000-${String(number).padStart(12, '0')}`)
}

function message(
  seq: number,
  from: 'me' | 'maria' | 'noor',
  minutes: number,
  extra: { replyTo?: EntryId } = {},
): Entry {
  const sender = {
    me: { senderId: me, senderName: 'Dr Ada Okafor', senderRole: 'clinician' },
    maria: { senderId: maria, senderName: 'Maria Lindqvist', senderRole: 'patient' },
    noor: { senderId: 'noor', senderName: 'Noor Hassan', senderRole: 'support' },
  }[from]
  return entrySchema.parse({
    id: idOf(seq),
    sessionId,
    thread: 'care',
    seq,
    at: noon + minutes * minuteMs,
    ...sender,
    body: { kind: 'message', type: 'text', text: `text ${seq}`, ...extra },
  })
}

function joined(seq: number, minutes: number): Entry {
  return entrySchema.parse({
    ...message(seq, 'me', minutes),
    body: { kind: 'membership', userId: 'noor', name: 'Noor Hassan', role: 'support', change: 'joined' },
  })
}

function unsent(number: number, minutes: number, state: PendingMessage['state']): PendingMessage {
  const queuedAt = noon + minutes * minuteMs
  return {
    id: idOf(number),
    sessionId,
    thread: 'care',
    text: `unsent ${number}`,
    files: [],
    queuedAt,
    attempts: 0,
    state,
  }
}

function rowsOf(input: Partial<RowsInput>): Row[] {
  return buildRows({
    entries: [],
    pending: [],
    amending: [],
    amendments: [],
    earlier: { kind: 'nothing' },
    later: { kind: 'nothing' },
    ownUserId: me,
    ownName: 'Dr Ada Okafor',
    participants: [
      { userId: me, name: 'Dr Ada Okafor', role: 'clinician' },
      { userId: maria, name: 'Maria Lindqvist', role: 'patient' },
    ],
    reached: { deliveredUpTo: 0, readUpTo: 0, steps: [] },
    opening: { readUpTo: 1_000, head: 1_000, unread: 0, isPassedOver: false },
    ...input,
  })
}

const kinds = (rows: readonly Row[]) => rows.map((row) => row.kind)
const messages = (rows: readonly Row[]) => rows.filter((row) => row.kind === 'message')

describe('the rows of a conversation', () => {
  it('has a line at each change of day', () => {
    const rows = rowsOf({ entries: [message(1, 'maria', -24 * 60), message(2, 'maria', 0), message(3, 'me', 1)] })
    expect(kinds(rows)).toEqual(['day', 'message', 'day', 'message', 'message'])
  })

  it('turns no day back where the clock was ahead and was put right: what follows says at most which day it was', () => {
    const rows = rowsOf({ entries: [message(1, 'maria', 0), message(2, 'maria', 24 * 60), message(3, 'me', 2)] })
    expect(kinds(rows)).toEqual(['day', 'message', 'message', 'message'])
    expect(messages(rows)[1]?.at).toBe(noon + 24 * 60 * minuteMs)
  })

  it('turns no day back for what was written before midnight and waits below what came after it', () => {
    const rows = rowsOf({
      entries: [message(1, 'maria', 0), message(2, 'maria', 24 * 60)],
      pending: [unsent(3, 10, { kind: 'queued' })],
    })
    expect(kinds(rows)).toEqual(['day', 'message', 'day', 'message', 'message'])
  })

  it('puts nothing above the first loaded entry while earlier ones are missing, so that nothing moves when they come', () => {
    const later = [message(5, 'maria', 0), message(6, 'me', 9)]
    const before = rowsOf({ entries: later, earlier: { kind: 'more' } })
    const after = rowsOf({
      entries: [message(3, 'me', -30), message(4, 'maria', -20), ...later],
      earlier: { kind: 'more' },
    })
    expect(kinds(before)).toEqual(['message', 'message'])
    expect(after.slice(-2).map((row) => row.key)).toEqual(before.map((row) => row.key))
    expect(kinds(after)).toEqual(['message', 'message', 'message', 'message'])
  })

  it('says between what is loaded and what is unsent that the thread goes on, and why it cannot be read on', () => {
    const entries = [message(5, 'maria', 0)]
    const pending = [unsent(9, 24 * 60, { kind: 'queued' })]
    const fetching = rowsOf({ entries, pending, later: { kind: 'fetching' } })
    expect(kinds(fetching)).toEqual(['day', 'message', 'later', 'day', 'message'])
    const failure = { kind: 'offline', message: 'The relay cannot be reached.' } as const
    const lacking = rowsOf({ entries, pending, later: { kind: 'lacking', failure } })
    expect(keepUnchanged(fetching, lacking)[2]).toEqual({
      kind: 'later',
      key: 'later',
      edge: { kind: 'lacking', failure },
    })
    expect(kinds(rowsOf({ entries, pending }))).not.toContain('later')
  })

  it('shows what was said of a message further down than what is loaded', () => {
    const redaction = entrySchema.parse({
      ...message(90, 'me', 5),
      body: { kind: 'redaction', target: idOf(5), targetSeq: 5 },
    })
    const rows = rowsOf({ entries: [message(5, 'maria', 0)], amendments: [redaction], later: { kind: 'more' } })
    expect(messages(rows)).toMatchObject([{ text: '', withheld: 'redacted', alsoSeqs: [] }])
  })

  it('groups what one sender wrote within the same five minutes of the clock', () => {
    const rows = messages(
      rowsOf({
        entries: [message(1, 'maria', 0), message(2, 'maria', 4), message(3, 'maria', 10), message(4, 'me', 11)],
      }),
    )
    expect(rows.map((row) => row.startsGroup)).toEqual([true, false, true, true])
    expect(rows.map((row) => row.endsGroup)).toEqual([false, true, true, true])
  })

  it('shows a time at least every five minutes of a long run, never more than five minutes from what stands above it', () => {
    const rows = messages(
      rowsOf({ entries: Array.from({ length: 32 }, (_, at) => message(at + 1, 'maria', at * 0.7)) }),
    )
    for (const [at, row] of rows.entries()) {
      const stamp = rows.slice(at).find(({ endsGroup }) => endsGroup)
      expect((stamp?.at ?? Number.POSITIVE_INFINITY) - row.at).toBeLessThan(5 * minuteMs)
    }
    expect(rows.filter(({ endsGroup }) => endsGroup).length).toBeLessThan(8)
  })

  it('ends its groups where they ended before when earlier messages of the run come above them', () => {
    const run = Array.from({ length: 60 }, (_, at) => message(at + 1, 'maria', at * 0.7))
    const earlier = { kind: 'more' } as const
    const whole = messages(rowsOf({ entries: run, earlier }))
    for (const loaded of [1, 9, 25, 40]) {
      const part = messages(rowsOf({ entries: run.slice(-loaded), earlier }))
      expect(part.map(({ endsGroup }) => endsGroup)).toEqual(whole.slice(-loaded).map(({ endsGroup }) => endsGroup))
    }
  })

  it('names the speaker on the other side only where it changes', () => {
    const rows = messages(
      rowsOf({
        entries: [message(1, 'maria', 0), message(2, 'me', 1), message(3, 'maria', 20), message(4, 'noor', 21)],
      }),
    )
    expect(rows.map((row) => row.showsName)).toEqual([true, false, false, true])
  })

  it('breaks a group at a line of the session', () => {
    const rows = rowsOf({ entries: [message(1, 'maria', 0), joined(2, 1), message(3, 'maria', 2)] })
    expect(kinds(rows)).toEqual(['day', 'message', 'system', 'message'])
    expect(messages(rows).map((row) => row.startsGroup)).toEqual([true, true])
  })

  it('says of an own message the least that holds for all it is addressed to', () => {
    const rows = messages(
      rowsOf({
        entries: [message(1, 'me', 0), message(2, 'me', 1), message(3, 'me', 2)],
        reached: { readUpTo: 1, deliveredUpTo: 2, steps: [] },
      }),
    )
    expect(rows.map((row) => row.own?.kind)).toEqual(['read', 'delivered', 'sent'])
  })

  it('says under each own message when that one was read, and under the last of those read together', () => {
    const entries = [1, 2, 3, 4].map((seq) => message(seq, 'me', 0))
    const step = (minutes: number, from: number, upTo: number) => ({
      ...{ at: noon + minutes * minuteMs, deliveredFrom: from, deliveredUpTo: upTo, readFrom: from, readUpTo: upTo },
    })
    const reached = { readUpTo: 4, deliveredUpTo: 4, steps: [step(9, 2, 4), step(3, 0, 1)] }
    const rows = messages(rowsOf({ entries, reached }))
    expect(rows.map(({ endsGroup }) => endsGroup)).toEqual([true, true, false, true])
    expect(rows.map(({ own }) => own && 'since' in own && own.since)).toEqual([
      ...[noon + 3 * minuteMs, null, noon + 9 * minuteMs, noon + 9 * minuteMs],
    ])
    const before = rowsOf({ entries, reached: { ...reached, steps: [] } })
    expect(keepUnchanged(before, rowsOf({ entries, reached })).at(-1)).not.toBe(before.at(-1))
  })

  it('shows each status under its own bubble, and never hides a refusal in a group', () => {
    const failed = { kind: 'failed', failure: { kind: 'forbidden', message: 'No.' } } as const
    const rows = messages(
      rowsOf({
        entries: [message(1, 'me', 0)],
        pending: [unsent(2, 0, { kind: 'queued' }), unsent(3, 0, failed), unsent(4, 0, failed)],
      }),
    )
    expect(rows.map((row) => row.own?.kind)).toEqual(['sent', 'queued', 'failed', 'failed'])
    expect(rows.every((row) => row.endsGroup)).toBe(true)
  })

  it('draws a message once when it is logged and still pending', () => {
    const rows = rowsOf({ entries: [message(7, 'me', 0)], pending: [unsent(7, 0, { kind: 'queued' })] })
    expect(messages(rows)).toHaveLength(1)
    expect(messages(rows)[0]?.own?.kind).toBe('sent')
  })

  it('quotes what is answered if it is loaded, and says so if not', () => {
    const rows = messages(
      rowsOf({
        entries: [
          message(4, 'maria', 0),
          message(5, 'me', 1, { replyTo: idOf(4) }),
          message(6, 'me', 20, { replyTo: idOf(1) }),
        ],
      }),
    )
    expect(rows[1]?.quote).toEqual({
      kind: 'loaded',
      id: idOf(4),
      senderName: 'Maria Lindqvist',
      text: 'text 4',
      withheld: null,
      files: [],
    })
    expect(rows[2]?.quote).toEqual({ kind: 'notLoaded', id: idOf(1) })
  })
})

describe('the line above what was unread at the opening', () => {
  const entries = [
    message(1, 'maria', 0),
    message(2, 'me', 1),
    joined(3, 2),
    message(4, 'maria', 3),
    message(5, 'maria', 4),
  ]

  it('stands before the first message of somebody else and counts those', () => {
    const rows = rowsOf({ entries, opening: { readUpTo: 1, head: 5, unread: 0, isPassedOver: false } })
    expect(rows.find((row) => row.kind === 'unread')).toEqual({
      kind: 'unread',
      key: 'unread',
      count: 2,
      isPassedOver: false,
    })
    expect(kinds(rows)).toEqual(['day', 'message', 'message', 'system', 'unread', 'message', 'message'])
  })

  it('does not count what came after the opening', () => {
    const rows = rowsOf({ entries, opening: { readUpTo: 1, head: 4, unread: 0, isPassedOver: false } })
    expect(rows.find((row) => row.kind === 'unread')).toMatchObject({ count: 1 })
  })

  it('is not there when all was read, or when the first unread is not loaded', () => {
    expect(kinds(rowsOf({ entries, opening: { readUpTo: 5, head: 5, unread: 0, isPassedOver: false } }))).not.toContain(
      'unread',
    )
    const tail = rowsOf({
      entries: entries.slice(3),
      earlier: { kind: 'more' },
      opening: { readUpTo: 1, head: 5, unread: 0, isPassedOver: false },
    })
    expect(kinds(tail)).not.toContain('unread')
  })
})

describe('keeping rows that draw the same', () => {
  it('replaces only the rows that changed', () => {
    const entries = [message(1, 'me', 0), message(2, 'maria', 10), message(3, 'me', 20)]
    const before = rowsOf({ entries })
    const after = keepUnchanged(before, rowsOf({ entries, reached: { readUpTo: 1, deliveredUpTo: 1, steps: [] } }))
    expect(after.map((row, index) => row === before[index])).toEqual([true, false, true, true])
  })

  it('notices a message that was logged under the same id', () => {
    const before = rowsOf({ pending: [unsent(1, 0, { kind: 'queued' })] })
    const after = keepUnchanged(before, rowsOf({ entries: [message(1, 'me', 0)] }))
    expect(messages(after)[0]?.own?.kind).toBe('sent')
  })
})

describe('what is said of a message', () => {
  const of = { target: idOf(1), targetSeq: 1 }
  const about = (seq: number, from: 'me' | 'maria', body: object) =>
    entrySchema.parse({ ...message(seq, from, seq), body: { ...of, ...body } })

  it('changes its row and has none of its own, and is in view with the row before it', () => {
    const entries = [
      message(1, 'maria', 1),
      message(2, 'me', 2),
      about(3, 'maria', { kind: 'edit', text: 'put otherwise' }),
      about(4, 'me', { kind: 'reaction', emoji: '👍', on: true }),
    ]
    const rows = messages(rowsOf({ entries }))
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      text: 'put otherwise',
      editedAt: noon + 3 * minuteMs,
      withheld: null,
      reactions: [{ emoji: '👍', names: ['Dr Ada Okafor'] }],
      alsoSeqs: [],
    })
    expect(rows[1]).toMatchObject({ alsoSeqs: [3, 4] })
  })

  it('redacts it and the quotes of it', () => {
    const answer = message(2, 'me', 2, { replyTo: idOf(1) })
    const rows = messages(
      rowsOf({ entries: [message(1, 'maria', 1), answer, about(3, 'maria', { kind: 'redaction' })] }),
    )
    expect(rows[0]).toMatchObject({ text: '', withheld: 'redacted' })
    expect(rows[1]).toMatchObject({ quote: { kind: 'loaded', text: '', withheld: 'redacted' } })
  })

  it('draws the row again', () => {
    const before = rowsOf({ entries: [message(1, 'maria', 1)] })
    const edited = rowsOf({ entries: [message(1, 'maria', 1), about(2, 'maria', { kind: 'edit', text: 'text 1' })] })
    expect(keepUnchanged(before, edited).at(-1)).not.toBe(before.at(-1))
  })

  it('shows no ciphertext, not in a quote either', () => {
    const body = { kind: 'message', type: 'text', text: 'Zm9v', contentEncoding: 'encrypted' }
    const encrypted = entrySchema.parse({ ...message(1, 'maria', 1), body })
    const rows = messages(rowsOf({ entries: [encrypted, message(2, 'me', 2, { replyTo: idOf(1) })] }))
    expect(rows[0]).toMatchObject({ text: '', withheld: 'encrypted' })
    expect(rows[1]?.quote).toMatchObject({ text: '', withheld: 'encrypted' })
  })
})
