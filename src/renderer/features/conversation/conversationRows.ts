import type { PendingMessage } from '../../../shared/ipc/message.ts'
import {
  type LayoutRow,
  type LoggedRow,
  layOutConversation,
  type QuotedMessage,
  type UnsentRow,
} from '../../../shared/model/conversationLayout.ts'
import type { DeliveryStatus } from '../../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { EntryId, UserId } from '../../../shared/model/ids.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { localDay } from '../../../shared/model/timing/localDay.ts'
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
  /** Whether the line under the group names the writer: it does where the writer on that side changes. */
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

/**
 * Lays out a thread, with a line where the unread began at the opening. While there are earlier entries to load, nothing is put
 * above the first loaded one: such a line would move when they come.
 */
export function buildRows(input: RowsInput): Row[] {
  const unread = firstUnread(input)
  const names = new Map<string, string>([
    ...input.entries.map(({ senderId, senderName }) => [senderId, senderName] as const),
    ...input.participants.map(({ userId, name }) => [userId, name] as const),
  ])
  const trailing = trailingSeqs(input.entries)
  const alsoSeqsOf = ({ seq }: Entry) => trailing.get(seq) ?? []
  const layout = layOutConversation({
    entries: input.entries,
    unsent: input.pending,
    writtenAt: ({ queuedAt }) => queuedAt,
    ownUserId: input.ownUserId,
    reached: input.reached,
    latestMs: Number.POSITIVE_INFINITY,
    beginsWithDay: !input.hasEarlier,
    unreadFrom: unread?.seq,
    showsSystem: () => true,
    standTogether,
  })
  return withNames(layout.map(rowOf))

  function rowOf(row: LayoutRow<PendingMessage>): Row {
    switch (row.kind) {
      case 'day':
        return row
      case 'unread':
        return { ...row, count: unread?.count ?? 0 }
      case 'system':
        return { ...row, alsoSeqs: alsoSeqsOf(row.entry) }
      case 'logged':
        return loggedRow(row, names, alsoSeqsOf(row.entry))
      case 'unsent':
        return unsentRow(row, input.ownName)
    }
  }
}

function loggedRow(row: LoggedRow, names: ReadonlyMap<string, string>, alsoSeqs: readonly number[]): MessageRow {
  const { key, entry, view, quote, status, startsGroup, endsGroup } = row
  return {
    kind: 'message',
    key,
    entry,
    at: entry.at,
    senderName: entry.senderName,
    ...contentOf(view),
    editedAt: view.editedAt,
    reactions: view.reactions.map(({ emoji, userIds }) => ({
      emoji,
      names: userIds.map((userId) => names.get(userId) ?? userId),
    })),
    alsoSeqs,
    quote: quoteOf(quote),
    own: status === undefined ? null : { kind: status },
    startsGroup,
    endsGroup,
    showsName: false,
  }
}

function unsentRow(row: UnsentRow<PendingMessage>, ownName: string): MessageRow {
  const { key, message, quote, startsGroup, endsGroup } = row
  return {
    kind: 'message',
    key,
    entry: null,
    at: message.queuedAt,
    senderName: ownName,
    text: message.text,
    withheld: null,
    files: [],
    editedAt: null,
    reactions: [],
    alsoSeqs: [],
    quote: quoteOf(quote),
    own: message.state,
    startsGroup,
    endsGroup,
    showsName: false,
  }
}

function quoteOf(quote: QuotedMessage | undefined): Quote | null {
  if (quote?.kind !== 'loaded') return quote ?? null
  const { entry, view } = quote
  return { kind: 'loaded', id: entry.id, senderName: entry.senderName, ...contentOf(view) }
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

type LaidOutMessage = LoggedRow | UnsentRow<PendingMessage>

function standTogether(earlier: LaidOutMessage, later: LaidOutMessage): boolean {
  const [before, after] = [ownStatusOf(earlier), ownStatusOf(later)]
  // What was edited says so itself.
  if (earlier.kind === 'logged' && earlier.view.editedAt !== null) return false
  // A refused message shows its reason, and one that is behind its neighbours says so itself.
  if (before !== after || before === 'failed') return false
  if (before === undefined && senderOf(earlier) !== senderOf(later)) return false
  return timeOf(later) - timeOf(earlier) < groupGapMs
}

/** Returns the progress of an own message; undefined for a message of somebody else. */
const ownStatusOf = (row: LaidOutMessage) => (row.kind === 'logged' ? row.status : row.message.state.kind)
const senderOf = (row: LaidOutMessage) => (row.kind === 'logged' ? row.entry.senderId : undefined)
const timeOf = (row: LaidOutMessage) => (row.kind === 'logged' ? row.entry.at : row.message.queuedAt)

/** Shows the name below the messages on the other side where the writer changes. */
function withNames(rows: readonly Row[]): Row[] {
  let writer: string | undefined
  return rows.map((row) => {
    if (row.kind !== 'message' || row.own !== null) return row
    const showsName = row.entry?.senderId !== writer
    if (row.endsGroup) writer = row.entry?.senderId
    return { ...row, showsName }
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
