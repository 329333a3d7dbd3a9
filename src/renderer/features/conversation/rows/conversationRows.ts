import type { PendingAmendment, PendingMessage } from '../../../../shared/ipc/message.ts'
import {
  type LayoutRow,
  type LoggedRow,
  layOutConversation,
  type QuotedMessage,
  type UnsentRow,
} from '../../../../shared/model/conversationLayout.ts'
import { type DeliveryStatus, statusSince } from '../../../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../../../shared/model/entry.ts'
import { withPresentNames } from '../../../../shared/model/entryNames.ts'
import type { Failure } from '../../../../shared/model/failure.ts'
import type { EntryId, UserId } from '../../../../shared/model/ids.ts'
import { isAmendment } from '../../../../shared/model/messageView.ts'
import type { Participant } from '../../../../shared/model/session.ts'
import type { ReachedStep, Watermark } from '../../../../shared/model/watermark.ts'
import { contentOf, type MessageContent } from '../../../state/messageContent.ts'
import type { Edge } from '../../../state/threads/partOfThread.ts'
import { isLongText } from './longText.ts'
import { amendingByTarget, type Redaction, redactionsOf, viewWithAmending } from './saidOfMessages.ts'
import { foldSystemRuns, type SystemRow } from './systemRuns.ts'

/** Progress of an own message, and the reason why it goes no further if it was refused. */
export type OwnStatus =
  | { readonly kind: 'queued' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** `since`: when it came to have that status (relay clock, ms); null where nobody here watched. */
  | { readonly kind: DeliveryStatus; readonly since: number | null }

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
  /** `own`: whether this person is among those. */
  readonly reactions: readonly { readonly emoji: string; readonly names: readonly string[]; readonly own: boolean }[]
  /** Redaction of the message, where that is loaded. */
  readonly redaction: Redaction | null
  /** Changes of this message that are unsent, in their order. */
  readonly amending: readonly PendingAmendment[]
  /** Entries without a row of their own that say something of this or follow it: in view when this is. */
  readonly alsoSeqs: readonly number[]
  readonly quote: Quote | null
  /** Null for a message of somebody else. */
  readonly own: OwnStatus | null
  /** The first and the last bubble of a run of one sender; the last carries name, time and status of messages at most five minutes apart. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
  /** Whether only its beginning is shown until somebody asks for all of it. */
  readonly isLong: boolean
  /** Whether the line under the group names the writer: it does where the writer on that side changes. */
  readonly showsName: boolean
}

/** One line of the conversation as it is drawn. `key` stays the same for as long as the row means the same. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number; readonly isPassedOver: boolean }
  | SystemRow
  /** Stands where the thread goes on below what is loaded. */
  | { readonly kind: 'later'; readonly key: 'later'; readonly edge: Edge }
  | MessageRow

/** The reader's place when the conversation was opened, and its end then, as `seq`s. */
export interface Opening {
  readonly readUpTo: number
  readonly head: number
  /** Number of messages that were unread then. */
  readonly unread: number
  /** Whether an answer passed over some of them: they count as read, and nobody has looked at them. */
  readonly isPassedOver: boolean
}

export interface RowsInput {
  /** The loaded entries of the thread, by ascending `seq`. */
  readonly entries: readonly Entry[]
  /** The unsent messages of the thread, in the order they were written. */
  readonly pending: readonly PendingMessage[]
  /** Changes of messages of the thread that are unsent, in the order they were asked for. */
  readonly amending: readonly PendingAmendment[]
  /** Entries from further down the thread that say something of these. */
  readonly amendments: readonly Entry[]
  readonly earlier: Edge
  readonly later: Edge
  readonly ownUserId: UserId
  readonly ownName: string
  readonly participants: readonly Participant[]
  /** The furthest that the own messages of the thread have ever come, and when, as far as that was watched; newest first. */
  readonly reached: Watermark & { readonly steps: readonly ReachedStep[] }
  readonly opening: Opening
}

/** A run is cut, and shows its time, at least as often as this. */
const stampEveryMs = 5 * 60_000

/**
 * Lays out a thread, with a line where the unread began at the opening. While there are earlier entries to load, nothing is put
 * above the first loaded one: such a line would move when they come.
 */
export function buildRows(given: RowsInput): Row[] {
  const input = { ...given, entries: given.entries.map((entry) => withPresentNames(entry, given.participants)) }
  const unread = firstUnread(input)
  const names = new Map<string, string>([
    ...input.entries.map(({ senderId, senderName }) => [senderId, senderName] as const),
    ...input.participants.map(({ userId, name }) => [userId, name] as const),
  ])
  const trailing = trailingSeqs(input.entries)
  const redactions = redactionsOf([...input.entries, ...input.amendments])
  const amending = amendingByTarget(input.amending)
  const sinceOf = ({ entry, status }: Pick<LoggedRow, 'entry' | 'status'>) =>
    status === undefined ? null : statusSince(entry.seq, status, input.reached.steps)
  const alsoSeqsOf = ({ seq }: Entry) => trailing.get(seq) ?? []
  const layout = layOutConversation({
    entries: input.entries,
    amendments: input.amendments,
    unsent: input.pending,
    writtenAt: ({ queuedAt }) => queuedAt,
    ownUserId: input.ownUserId,
    reached: input.reached,
    latestMs: Number.POSITIVE_INFINITY,
    beginsWithDay: input.earlier.kind === 'nothing',
    unreadFrom: unread?.seq,
    showsSystem: () => true,
    standTogether: (earlier, later) => standTogether(earlier, later, sinceOf),
  })
  return withLater(withNames(foldSystemRuns<Row>(layout.map(rowOf))), input.later)

  function rowOf(row: LayoutRow<PendingMessage>): Row {
    switch (row.kind) {
      case 'day':
        return row
      case 'unread':
        return { ...row, count: unread?.count ?? 0, isPassedOver: input.opening.isPassedOver }
      case 'system':
        return { kind: 'system', key: row.key, entries: [row.entry], alsoSeqs: alsoSeqsOf(row.entry) }
      case 'logged':
        return loggedRow(row, {
          ...{ names, alsoSeqs: alsoSeqsOf(row.entry), since: sinceOf(row), ownUserId: input.ownUserId },
          ...{ amending: amending.get(row.key) ?? none, redaction: redactions.get(row.entry.seq) ?? null },
        })
      case 'unsent':
        return unsentRow(row, input.ownName, amending.get(row.key) ?? none)
    }
  }
}

/** Puts the row of the lower edge between what is loaded and what is not sent yet. */
function withLater(rows: readonly Row[], edge: Edge): Row[] {
  if (edge.kind === 'nothing' || rows.length === 0) return [...rows]
  const isUnsent = (row: Row | undefined) => row?.kind === 'message' && row.entry === null
  const at = rows.findIndex((row, index) => isUnsent(row) || (row.kind === 'day' && isUnsent(rows[index + 1])))
  return rows.toSpliced(at < 0 ? rows.length : at, 0, { kind: 'later', key: 'later', edge })
}

const none: readonly PendingAmendment[] = []

interface Beside extends Pick<MessageRow, 'amending' | 'redaction'> {
  readonly ownUserId: UserId
  readonly names: ReadonlyMap<string, string>
  readonly alsoSeqs: readonly number[]
  readonly since: number | null
}

function loggedRow(row: LoggedRow, { names, alsoSeqs, since, amending, redaction, ownUserId }: Beside): MessageRow {
  const { key, entry, quote, status, startsGroup, endsGroup } = row
  const view = viewWithAmending(row.view, amending, ownUserId)
  return {
    kind: 'message',
    key,
    entry,
    at: entry.at,
    senderName: entry.senderName,
    ...contentOf(view),
    isLong: isLongText(contentOf(view).text),
    editedAt: view.editedAt,
    reactions: view.reactions.map(({ emoji, userIds }) => ({
      emoji,
      names: userIds.map((userId) => names.get(userId) ?? userId),
      own: userIds.includes(ownUserId),
    })),
    ...{ amending, redaction },
    alsoSeqs,
    quote: quoteOf(quote),
    own: status === undefined ? null : { kind: status, since },
    startsGroup,
    endsGroup,
    showsName: false,
  }
}

function unsentRow(row: UnsentRow<PendingMessage>, ownName: string, amending: readonly PendingAmendment[]): MessageRow {
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
    isLong: isLongText(message.text),
    editedAt: null,
    reactions: [],
    ...{ amending, redaction: null },
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

/** Entries that have no row, by the `seq` of the entry with a row that they follow, or else of the first: who has that in view has them too. */
function trailingSeqs(entries: readonly Entry[]): ReadonlyMap<number, number[]> {
  const trailing = new Map<number, number[]>()
  let rowSeq = entries.find(({ body }) => !isAmendment(body))?.seq ?? null
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
  if (!first || (input.earlier.kind !== 'nothing' && first.seq > readUpTo + 1)) return null
  const unread = input.entries.filter(
    (entry) =>
      entry.seq > readUpTo && entry.seq <= head && entry.body.kind === 'message' && entry.senderId !== input.ownUserId,
  )
  const hasAll = (input.entries.at(-1)?.seq ?? 0) >= head
  return unread[0]
    ? { seq: unread[0].seq, count: hasAll ? unread.length : Math.max(unread.length, input.opening.unread) }
    : null
}

type LaidOutMessage = LoggedRow | UnsentRow<PendingMessage>

function standTogether(
  earlier: LaidOutMessage,
  later: LaidOutMessage,
  sinceOf: (row: LoggedRow) => number | null,
): boolean {
  const [before, after] = [ownStatusOf(earlier), ownStatusOf(later)]
  // What was edited says so itself.
  if (earlier.kind === 'logged' && earlier.view.editedAt !== null) return false
  // A refused message shows its reason, and one that is behind its neighbours says so itself.
  if (before !== after || before === 'failed') return false
  if (before === undefined && senderOf(earlier) !== senderOf(later)) return false
  // The last one says when it was read, and says it of all of them.
  const [since, until] = [earlier, later].map((row) => (row.kind === 'logged' ? sinceOf(row) : null))
  if (minuteOf(since) !== minuteOf(until)) return false
  // By the clock's own five minutes: earlier messages that are loaded later must not change where a run below them ends.
  return stampOf(earlier) === stampOf(later)
}

const minuteOf = (atMs: number | null | undefined) => (atMs == null ? null : Math.floor(atMs / 60_000))
const stampOf = (row: LaidOutMessage) => Math.floor(timeOf(row) / stampEveryMs)

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

/** The `seq`s of the entries that a row stands for. */
export function seqsOfRow(row: Row): readonly number[] {
  if (row.kind === 'system') return [...row.entries.map(({ seq }) => seq), ...row.alsoSeqs]
  return row.kind === 'message' && row.entry ? [row.entry.seq, ...row.alsoSeqs] : []
}
