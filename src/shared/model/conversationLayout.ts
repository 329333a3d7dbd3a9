import { type DeliveryStatus, statusAt } from './deliveryStatus.ts'
import type { Entry, MessageBody } from './entry.ts'
import type { EntryId, UserId } from './ids.ts'
import { isAmendment, type MessageView, viewMessages } from './messageView.ts'
import { createDayChange } from './timing/localDay.ts'
import { timesInOrder } from './timing/timesInOrder.ts'
import type { Watermark } from './watermark.ts'

/** A message that the log does not hold yet. */
export interface Unsent {
  readonly id: EntryId
  readonly replyTo?: EntryId | undefined
}

/** Message that another replies to, as it reads now if it is loaded. */
export type QuotedMessage =
  | { readonly kind: 'loaded'; readonly entry: Entry; readonly view: MessageView }
  | { readonly kind: 'notLoaded'; readonly id: EntryId }

interface PlacedMessage {
  readonly key: EntryId
  readonly quote: QuotedMessage | undefined
  /** The first and the last of messages that stand together. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
}

/** A message of the log. `status` is that of an own one. */
export interface LoggedRow extends PlacedMessage {
  readonly kind: 'logged'
  readonly entry: Entry
  readonly body: MessageBody
  readonly view: MessageView
  readonly status: DeliveryStatus | undefined
}

/** A message that is still to be sent. */
export interface UnsentRow<U extends Unsent> extends PlacedMessage {
  readonly kind: 'unsent'
  readonly message: U
}

/** One line of a conversation, before a screen gives it its words. `key` stays the same for as long as the line means the same. */
export type LayoutRow<U extends Unsent> =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'system'; readonly key: EntryId; readonly entry: Entry }
  | LoggedRow
  | UnsentRow<U>

export interface LayoutInput<U extends Unsent> {
  /** The loaded entries of the thread, by ascending `seq`. */
  readonly entries: readonly Entry[]
  /** Entries from further down the thread that say something of these messages, ascending. */
  readonly amendments?: readonly Entry[]
  /** The unsent messages of the thread, in the order they were written. */
  readonly unsent: readonly U[]
  /** Time at which an unsent message was written, in ms. */
  readonly writtenAt: (message: U) => number
  readonly ownUserId: UserId
  /** The furthest that the own messages of the thread have ever come. */
  readonly reached: Watermark
  /** No entry counts as later than this, in ms. */
  readonly latestMs: number
  /** Whether the first row has a day above it. Where earlier ones may come, that line would move. */
  readonly beginsWithDay: boolean
  /** The `seq` of the first unread message, if there is a line above it. */
  readonly unreadFrom: number | undefined
  /** Whether an entry that is neither a message nor said of one has a row. */
  readonly showsSystem: (entry: Entry) => boolean
  /** Whether two messages, one right below the other, stand together. */
  readonly standTogether: (earlier: LoggedRow | UnsentRow<U>, later: LoggedRow | UnsentRow<U>) => boolean
}

/**
 * Lays out a thread: the loaded entries, then what is unsent and not among them, with a line at each change of day and one where
 * the unread begins. What was said of a message has no row; it is in the view of that message, and of what quotes it.
 */
export function layOutConversation<U extends Unsent>(input: LayoutInput<U>): LayoutRow<U>[] {
  const { entries, unreadFrom, ownUserId } = input
  const rows: LayoutRow<U>[] = []
  const views = viewMessages(entries, input.amendments)
  const logged = new Map(entries.map((entry) => [entry.id, entry]))
  const times = timesInOrder(entries, input.latestMs)
  const isNewDay = createDayChange()
  let isFirst = true

  const beginDay = (id: EntryId, at: number) => {
    if (isNewDay(at) && (!isFirst || input.beginsWithDay)) rows.push({ kind: 'day', key: `day:${id}`, at })
    isFirst = false
  }
  const placed = (key: EntryId, replyTo: EntryId | undefined): PlacedMessage => ({
    ...{ key, startsGroup: true, endsGroup: true },
    quote: replyTo === undefined ? undefined : quoted(replyTo, logged.get(replyTo), views),
  })

  for (const [index, entry] of entries.entries()) {
    const { id, body, seq, senderId } = entry
    const view = views.get(seq)
    if (body.kind === 'message' && view) {
      beginDay(id, times[index] ?? entry.at)
      if (seq === unreadFrom) rows.push({ kind: 'unread', key: 'unread' })
      const status = senderId === ownUserId ? statusAt(seq, input.reached) : undefined
      rows.push({ kind: 'logged', ...placed(id, body.replyTo), entry, body, view, status })
    } else if (!isAmendment(body) && input.showsSystem(entry)) {
      beginDay(id, times[index] ?? entry.at)
      rows.push({ kind: 'system', key: id, entry })
    }
  }
  for (const message of input.unsent) {
    // The log may hold it before the answer comes that it does.
    if (logged.has(message.id)) continue
    // What was written before the last that came stands after it all the same.
    beginDay(message.id, Math.max(input.writtenAt(message), times.at(-1) ?? 0))
    rows.push({ kind: 'unsent', ...placed(message.id, message.replyTo), message })
  }
  return grouped(rows, input.standTogether)
}

function quoted(id: EntryId, entry: Entry | undefined, views: ReadonlyMap<number, MessageView>): QuotedMessage {
  const view = entry && views.get(entry.seq)
  return view ? { kind: 'loaded', entry, view } : { kind: 'notLoaded', id }
}

function grouped<U extends Unsent>(
  rows: readonly LayoutRow<U>[],
  standTogether: LayoutInput<U>['standTogether'],
): LayoutRow<U>[] {
  const areOne = (earlier: LayoutRow<U> | undefined, later: LayoutRow<U> | undefined) =>
    isMessage(earlier) && isMessage(later) && standTogether(earlier, later)
  return rows.map((row, index) =>
    isMessage(row)
      ? { ...row, startsGroup: !areOne(rows[index - 1], row), endsGroup: !areOne(row, rows[index + 1]) }
      : row,
  )
}

function isMessage<U extends Unsent>(row: LayoutRow<U> | undefined): row is LoggedRow | UnsentRow<U> {
  return row?.kind === 'logged' || row?.kind === 'unsent'
}
