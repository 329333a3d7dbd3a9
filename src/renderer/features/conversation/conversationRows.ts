import type { PendingMessage } from '../../../shared/ipc/message.ts'
import { type DeliveryStatus, statusAt } from '../../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId, UserId } from '../../../shared/model/ids.ts'
import { isAmendment, viewMessages } from '../../../shared/model/messageView.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { timesInOrder } from '../../../shared/model/timing/timesInOrder.ts'
import type { Watermark } from '../../../shared/model/watermark.ts'
import { contentOf, type MessageContent } from '../../state/messageContent.ts'

/** Progress of an own message, and the reason why it goes no further if it was refused. */
export type OwnStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: DeliveryStatus }

/** Message that another replies to: quoted if it is loaded, otherwise only that there is one. */
export type Quote =
  | ({ readonly kind: 'loaded'; readonly id: EntryId; readonly senderName: string } & MessageContent)
  | { readonly kind: 'notLoaded'; readonly id: EntryId }

export interface MessageRow extends MessageContent {
  readonly kind: 'message'
  readonly key: EntryId
  /** The entry as the relay logged it; null while it is only on this console. */
  readonly entry: Entry | null
  /** Time at which it was logged (relay clock), or queued (this console's clock): ms since 1970. */
  readonly at: number
  readonly senderName: string
  /** Time at which the newest version was logged (relay clock, ms); null for a message as it was sent. */
  readonly editedAt: number | null
  readonly reactions: readonly { readonly emoji: string; readonly names: readonly string[] }[]
  /** Entries without a row of their own that say something of this or follow it: in view when this is. */
  readonly alsoSeqs: readonly number[]
  readonly quote: Quote | null
  /** Null for a message of somebody else. */
  readonly own: OwnStatus | null
  /** The first and the last bubble of a run of one sender; the last carries name, time and status. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
  /** Whether the line under the group says who speaks: it does where the speaker on that side changes. */
  readonly showsName: boolean
}

/** One line of the conversation as it is drawn. `key` stays the same for as long as the row means the same. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | { readonly kind: 'system'; readonly key: EntryId; readonly entry: Entry; readonly alsoSeqs: readonly number[] }
  | MessageRow

/** The reader's place when the conversation was opened, and its end then, as `seq`s. */
export interface Opening {
  readonly readUpTo: number
  readonly head: number
}

export interface RowsInput {
  /** The loaded entries of the thread, by ascending `seq`. */
  readonly entries: readonly Entry[]
  /** The unsent messages of the thread, in the order they were written. */
  readonly pending: readonly PendingMessage[]
  readonly hasEarlier: boolean
  readonly ownUserId: UserId
  readonly ownName: string
  readonly participants: readonly Participant[]
  /** The furthest that the own messages of the thread have ever come. */
  readonly reached: Watermark
  readonly opening: Opening
}

/** Messages of one sender that follow each other within this time stand together. */
const groupGapMs = 5 * 60_000

/** The calendar day of an instant in this workstation's time zone, as a sortable text. */
export function localDay(atMs: number): string {
  const date = new Date(atMs)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/** The calendar day before that of an instant. Where the clock is changed, that is not 24 hours ago. */
export function dayBefore(atMs: number): string {
  const date = new Date(atMs)
  return localDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime())
}

/**
 * Lays out a thread: the loaded entries, then what is unsent, with a line at each change of day and one where the unread
 * began at the opening. While there are earlier entries to load, nothing is put above the first loaded one: such a line would
 * move when they come.
 */
export function buildRows(input: RowsInput): Row[] {
  const rows: Row[] = []
  const logged = new Set<string>()
  const quotable = new Map<string, { senderName: string } & MessageContent>()
  const views = viewMessages(input.entries)
  for (const entry of input.entries) {
    logged.add(entry.id)
    const view = views.get(entry.seq)
    if (view) quotable.set(entry.id, { senderName: entry.senderName, ...contentOf(view) })
  }
  const names = new Map<string, string>([
    ...input.entries.map(({ senderId, senderName }) => [senderId, senderName] as const),
    ...input.participants.map(({ userId, name }) => [userId, name] as const),
  ])
  const trailing = trailingSeqs(input.entries)
  const quoteOf = (id: EntryId | undefined): Quote | null => {
    if (id === undefined) return null
    const quoted = quotable.get(id)
    return quoted ? { kind: 'loaded', id, ...quoted } : { kind: 'notLoaded', id }
  }
  const unreadFrom = firstUnread(input)
  let day = ''
  const startDay = (key: string, at: number) => {
    const next = localDay(at)
    if (next !== day && (day !== '' || !input.hasEarlier)) rows.push({ kind: 'day', key: `day:${key}`, at })
    day = next
  }
  const times = timesInOrder(input.entries, Number.POSITIVE_INFINITY)
  for (const [index, entry] of input.entries.entries()) {
    if (isAmendment(entry.body)) continue
    startDay(entry.id, times[index] ?? entry.at)
    if (entry.seq === unreadFrom?.seq) rows.push({ kind: 'unread', key: 'unread', count: unreadFrom.count })
    const view = views.get(entry.seq)
    if (entry.body.kind !== 'message' || !view) {
      rows.push({ kind: 'system', key: entry.id, entry, alsoSeqs: trailing.get(entry.seq) ?? [] })
      continue
    }
    rows.push({
      kind: 'message',
      key: entry.id,
      entry,
      at: entry.at,
      senderName: entry.senderName,
      ...contentOf(view),
      editedAt: view.editedAt,
      reactions: view.reactions.map(({ emoji, userIds }) => ({
        emoji,
        names: userIds.map((userId) => names.get(userId) ?? userId),
      })),
      alsoSeqs: trailing.get(entry.seq) ?? [],
      quote: quoteOf(entry.body.replyTo),
      own: entry.senderId === input.ownUserId ? { kind: statusAt(entry.seq, input.reached) } : null,
      startsGroup: true,
      endsGroup: true,
      showsName: true,
    })
  }
  for (const pending of input.pending) {
    if (logged.has(pending.id)) continue
    // What was written before the last that came stands after it all the same.
    startDay(pending.id, Math.max(pending.queuedAt, times.at(-1) ?? 0))
    rows.push({
      kind: 'message',
      key: pending.id,
      entry: null,
      at: pending.queuedAt,
      senderName: input.ownName,
      text: pending.text,
      withheld: null,
      files: [],
      editedAt: null,
      reactions: [],
      alsoSeqs: [],
      quote: quoteOf(pending.replyTo),
      own: pending.state,
      startsGroup: true,
      endsGroup: true,
      showsName: false,
    })
  }
  return groupRows(rows)
}

/** Entries that have no row, by the `seq` of the entry with a row that they follow: who has that in view has them too. */
function trailingSeqs(entries: readonly Entry[]): ReadonlyMap<number, number[]> {
  const trailing = new Map<number, number[]>()
  let rowSeq: number | null = null
  for (const { seq, body } of entries) {
    if (!isAmendment(body)) {
      rowSeq = seq
      continue
    }
    if (rowSeq === null) continue
    const seqs = trailing.get(rowSeq)
    if (seqs) seqs.push(seq)
    else trailing.set(rowSeq, [seq])
  }
  return trailing
}

/** The first message of somebody else after what was read at the opening, if it is certain that it is the first. */
function firstUnread(input: RowsInput): { readonly seq: number; readonly count: number } | null {
  const { readUpTo, head } = input.opening
  const first = input.entries[0]
  if (!first || (input.hasEarlier && first.seq > readUpTo + 1)) return null
  const unread = input.entries.filter(
    (entry) =>
      entry.seq > readUpTo && entry.seq <= head && entry.body.kind === 'message' && entry.senderId !== input.ownUserId,
  )
  return unread[0] ? { seq: unread[0].seq, count: unread.length } : null
}

function sameGroup(earlier: Row | undefined, later: Row | undefined): boolean {
  if (earlier?.kind !== 'message' || later?.kind !== 'message') return false
  if ((earlier.own === null) !== (later.own === null)) return false
  // What was edited says so itself.
  if (earlier.editedAt !== null) return false
  if (earlier.own !== null && later.own !== null) {
    // A refused message shows its reason, and one that is behind its neighbours says so itself.
    if (earlier.own.kind === 'failed' || earlier.own.kind !== later.own.kind) return false
  } else if (earlier.entry?.senderId !== later.entry?.senderId) return false
  return later.at - earlier.at < groupGapMs
}

function groupRows(rows: readonly Row[]): Row[] {
  let speaker: string | undefined
  return rows.map((row, index) => {
    if (row.kind !== 'message') return row
    const startsGroup = !sameGroup(rows[index - 1], row)
    const endsGroup = !sameGroup(row, rows[index + 1])
    let showsName = false
    if (row.own === null) {
      showsName = row.entry?.senderId !== speaker
      if (endsGroup) speaker = row.entry?.senderId
    }
    return { ...row, startsGroup, endsGroup, showsName }
  })
}

function sameQuote(a: Quote | null, b: Quote | null): boolean {
  if (a === null || b === null) return a === b
  if (a.id !== b.id || a.kind !== b.kind) return false
  return (
    a.kind === 'notLoaded' ||
    (b.kind === 'loaded' && a.text === b.text && a.withheld === b.withheld && a.senderName === b.senderName)
  )
}

function sameOwn(a: OwnStatus | null, b: OwnStatus | null): boolean {
  if (a === null || b === null) return a === b
  if (a.kind !== b.kind) return false
  return a.kind !== 'failed' || (b.kind === 'failed' && a.failure.message === b.failure.message)
}

function sameRow(a: Row, b: Row): boolean {
  switch (a.kind) {
    case 'day':
      return b.kind === 'day' && localDay(a.at) === localDay(b.at)
    case 'unread':
      return b.kind === 'unread' && a.count === b.count
    case 'system':
      return b.kind === 'system' && a.entry.seq === b.entry.seq && a.alsoSeqs.length === b.alsoSeqs.length
    case 'message':
      return (
        b.kind === 'message' &&
        a.entry?.seq === b.entry?.seq &&
        a.at === b.at &&
        a.text === b.text &&
        a.withheld === b.withheld &&
        a.editedAt === b.editedAt &&
        a.alsoSeqs.length === b.alsoSeqs.length &&
        JSON.stringify(a.reactions) === JSON.stringify(b.reactions) &&
        a.senderName === b.senderName &&
        a.startsGroup === b.startsGroup &&
        a.endsGroup === b.endsGroup &&
        a.showsName === b.showsName &&
        sameQuote(a.quote, b.quote) &&
        sameOwn(a.own, b.own)
      )
  }
}

/** `next` with every row that draws the same as before replaced by the object of before, so that it is not drawn again. */
export function keepUnchanged(previous: readonly Row[], next: readonly Row[]): Row[] {
  const before = new Map(previous.map((row) => [row.key, row]))
  return next.map((row) => {
    const known = before.get(row.key)
    return known && sameRow(known, row) ? known : row
  })
}
