import {
  type LayoutRow,
  type LoggedRow,
  layOutConversation,
  type QuotedMessage,
  type UnsentRow,
} from '../../shared/model/conversationLayout.ts'
import type { DeliveryStatus } from '../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../shared/model/entry.ts'
import { withPresentNames } from '../../shared/model/entryNames.ts'
import type { FailureKind } from '../../shared/model/failure.ts'
import type { EntryId, UserId } from '../../shared/model/ids.ts'
import { type MessageView, withheldOf } from '../../shared/model/messageView.ts'
import type { Role } from '../../shared/model/role.ts'
import type { Participant } from '../../shared/model/session.ts'
import { hasVisibleText } from '../../shared/model/text/visibleText.ts'
import { relativeDay } from '../../shared/model/timing/localDay.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { ShownFile } from '../files/fileLoader.ts'
import type { UnsettledMessage } from '../outbox/pageOutbox.ts'
import { strings } from '../strings.ts'
import { systemMessageText } from './systemMessageText.ts'

export interface PageMessageRow {
  readonly kind: 'message'
  readonly key: string
  readonly id: EntryId
  /** Missing until the relay has it. */
  readonly seq: number | undefined
  readonly isOwn: boolean
  readonly name: string
  readonly role: Role
  /** The first of several in a row of the same person: the name is shown. */
  readonly isFirst: boolean
  readonly at: number
  readonly text: string
  /** In place of a text that there is not. */
  readonly instead: string | undefined
  readonly isEdited: boolean
  readonly quote: { readonly name: string; readonly text: string } | undefined
  readonly files: readonly ShownFile[]
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[]
  /** Of own messages: how far they have come. */
  readonly status:
    | DeliveryStatus
    | ('waiting' | 'uploading' | 'crowded' | 'untaken')
    | { readonly refused: FailureKind }
    | undefined
  /** It is on its way, and can still be called back. */
  readonly canCancel: boolean
  /** The visit has ended: nothing can be done about it now. */
  readonly isFinal: boolean
}

export type PageRow =
  | PageMessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number; readonly name: string | undefined }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'notice'; readonly key: string; readonly seq: number; readonly text: string }

export interface Shown {
  readonly entries: readonly Entry[]
  /** Messages that are still to be sent. */
  readonly own: readonly UnsettledMessage[]
  readonly userId: UserId
  readonly participants: readonly Participant[]
  /** The furthest that the person's own messages have ever come. */
  readonly reached: Watermark
  /** The `seq` before which a line says that the rest is new. */
  readonly unreadFrom: number | undefined
  readonly isConnected: boolean
  /** The session has ended: nothing is sent, unless it is opened again. */
  readonly isEnded: boolean
  /** Now, in ms. */
  readonly now: number
}

/** Returns the rows of a thread and of what is still to be sent, in order. */
export function pageRowsOf(shown: Shown): PageRow[] {
  const { userId, now } = shown
  const senderOf = (row: LoggedRow | UnsentRow<UnsettledMessage>) =>
    row.kind === 'logged' ? row.entry.senderId : userId
  const layout = layOutConversation({
    entries: shown.entries.map((entry) => withPresentNames(entry, shown.participants)),
    unsent: shown.own,
    writtenAt: ({ writtenAt }) => writtenAt,
    ownUserId: userId,
    reached: shown.reached,
    latestMs: now,
    beginsWithDay: true,
    unreadFrom: shown.unreadFrom,
    showsSystem: (entry) => systemMessageText(entry, userId) !== undefined,
    standTogether: (earlier, later) => senderOf(earlier) === senderOf(later),
  })
  return layout.map((row) => rowOf(row, shown))
}

function rowOf(row: LayoutRow<UnsettledMessage>, shown: Shown): PageRow {
  switch (row.kind) {
    case 'day':
      return { ...row, name: dayNames[relativeDay(row.at, shown.now)] }
    case 'unread':
      return row
    case 'system': {
      const text = systemMessageText(row.entry, shown.userId) ?? ''
      return { kind: 'notice', key: row.key, seq: row.entry.seq, text }
    }
    case 'logged':
      return loggedRow(row, shown.userId)
    case 'unsent':
      return unsentRow(row, shown)
  }
}

const dayNames = { today: strings.today, yesterday: strings.yesterday, other: undefined }

function loggedRow({ key, entry, view, quote, status, startsGroup }: LoggedRow, userId: UserId): PageMessageRow {
  const { seq, at, senderRole } = entry
  return {
    ...{ kind: 'message', key, id: key, seq, isOwn: entry.senderId === userId, name: nameOf(entry, userId) },
    ...{ role: senderRole, at, ...contentOf(view), isFirst: startsGroup },
    isEdited: view.editedAt !== null,
    quote: quote && quoteOf(quote, userId),
    files: view.files.map((file) => shownFile({ ...file, key: file.id, isHere: false })),
    reactions: view.reactions.map(({ emoji, userIds }) => ({ emoji, count: userIds.length })),
    status,
    canCancel: false,
    isFinal: false,
  }
}

function nameOf({ senderId, senderName }: Entry, userId: UserId): string {
  return senderId === userId ? strings.you : senderName
}

function contentOf(view: MessageView): Pick<PageMessageRow, 'text' | 'instead'> {
  const withheld = withheldOf(view)
  if (withheld !== null) return { text: '', instead: strings[withheld] }
  if (hasVisibleText(view.text)) return { text: view.text, instead: undefined }
  return { text: '', instead: view.files.length === 0 ? strings.blank : undefined }
}

function quoteOf(quote: QuotedMessage, userId: UserId): NonNullable<PageMessageRow['quote']> {
  if (quote.kind === 'notLoaded') return { name: '', text: strings.earlierMessage }
  const { entry, view } = quote
  const { text, instead } = contentOf(view)
  return { name: nameOf(entry, userId), text: text || (instead ?? strings.filesInstead(view.files)) }
}

const heldUpAs = { rateLimited: 'crowded', diskFull: 'untaken', unavailable: 'untaken' } as const

function unsentRow(
  { message, startsGroup: isFirst }: UnsentRow<UnsettledMessage>,
  { isConnected, isEnded }: Pick<Shown, 'isConnected' | 'isEnded'>,
): PageMessageRow {
  const { id, text, files, writtenAt, isSent, isTried, heldUp } = message
  const refused = message.refused ?? (isEnded && !isSent ? 'sessionClosed' : undefined)
  const isUploading = isConnected && files.some(({ isWhole }) => !isWhole)
  const onItsWay = !isUploading ? 'waiting' : heldUp === undefined ? 'uploading' : heldUpAs[heldUp]
  return {
    ...{ kind: 'message', key: id, id, seq: undefined, isOwn: true, name: strings.you, role: 'patient', at: writtenAt },
    ...{ text, instead: undefined, isEdited: false, quote: undefined, reactions: [], isFirst },
    files: files.map((file) => shownFile({ ...file, key: file.id, isHere: true })),
    status: refused === undefined ? (isSent ? 'sent' : onItsWay) : { refused },
    isFinal: isEnded,
    canCancel: files.length > 0 && !isSent && !isTried && refused === undefined,
  }
}

/** Nothing but what is drawn, so that nothing else draws it anew. */
function shownFile({ key, isHere, name, mediaType, bytes }: ShownFile): ShownFile {
  return { key, isHere, name, mediaType, bytes }
}
