import { type DeliveryStatus, statusAt } from '../../shared/model/deliveryStatus.ts'
import type { Entry } from '../../shared/model/entry.ts'
import type { FailureKind } from '../../shared/model/failure.ts'
import type { EntryId, UserId } from '../../shared/model/ids.ts'
import { amendmentsByTarget, viewMessage } from '../../shared/model/messageView.ts'
import type { Role } from '../../shared/model/role.ts'
import { timesInOrder } from '../../shared/model/timing/timesInOrder.ts'
import type { Watermark } from '../../shared/model/watermark.ts'
import type { ShownFile } from '../files/fileLoader.ts'
import type { OwnMessage } from '../outbox/outbox.ts'
import { strings } from '../strings.ts'
import { systemMessageText } from './systemMessageText.ts'

export interface MessageRow {
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

export type Row =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number; readonly name: string | undefined }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'notice'; readonly key: string; readonly seq: number; readonly text: string }

export interface Shown {
  readonly entries: readonly Entry[]
  /** Messages that are still to be sent. */
  readonly own: readonly OwnMessage[]
  readonly userId: UserId
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
export function rowsOf(shown: Shown): Row[] {
  const { entries, own, userId, unreadFrom } = shown
  const amendments = amendmentsByTarget(entries)
  const quotes = new Map<EntryId, { readonly name: string; readonly text: string }>()
  const rows: Row[] = []
  const dayNames = namesNear(shown.now)
  let dayStart = 0
  let dayEnd = 0
  let lastSender: UserId | undefined

  const beginDay = (at: number, id: EntryId) => {
    if (at >= dayStart && at < dayEnd) return
    const start = new Date(at)
    start.setHours(0, 0, 0, 0)
    dayStart = start.getTime()
    start.setDate(start.getDate() + 1)
    dayEnd = start.getTime()
    const next = new Date(at).toDateString()
    lastSender = undefined
    rows.push({ kind: 'day', key: `day ${id}`, at, name: dayNames.get(next) })
  }

  const days = timesInOrder(entries, shown.now)
  for (const [index, entry] of entries.entries()) {
    const { body, senderId, id, seq, at } = entry
    const day = days[index] ?? at
    const notice = systemMessageText(entry, userId)
    if (notice !== undefined) {
      beginDay(day, id)
      rows.push({ kind: 'notice', key: `notice ${seq}`, seq, text: notice })
      lastSender = undefined
    }
    if (body.kind !== 'message') continue
    beginDay(day, id)
    if (seq === unreadFrom) {
      rows.push({ kind: 'unread', key: 'unread' })
      lastSender = undefined
    }
    const isOwn = senderId === userId
    const view = viewMessage({ senderId, seq, body }, amendments.get(seq) ?? [])
    const name = isOwn ? strings.you : entry.senderName
    const instead = view.isRedacted ? strings.redacted : view.isEncrypted ? strings.encrypted : undefined
    const text = instead === undefined ? view.text : ''
    const files = view.isRedacted
      ? []
      : (body.attachments ?? []).map((file) => ({ ...file, key: file.id, isHere: false }))
    rows.push({
      ...{ kind: 'message', key: id, id, seq, isOwn, name, role: entry.senderRole, at, text, instead },
      isFirst: senderId !== lastSender,
      isEdited: view.editedAt !== null,
      quote: body.replyTo && (quotes.get(body.replyTo) ?? { name: '', text: strings.earlierMessage }),
      files: files.map(shownFile),
      reactions: view.reactions.map(({ emoji, userIds }) => ({ emoji, count: userIds.length })),
      status: isOwn ? statusAt(seq, shown.reached) : undefined,
      canCancel: false,
      isFinal: false,
    })
    quotes.set(id, { name, text: text || (instead ?? strings.filesInstead(files)) })
    lastSender = senderId
  }
  for (const message of own) {
    // The log may come before the word that it has it.
    if (quotes.has(message.id)) continue
    // What was written before the last that came stands after it all the same.
    beginDay(Math.max(message.writtenAt, days.at(-1) ?? 0), message.id)
    rows.push(ownRow(message, lastSender !== userId, shown))
    lastSender = userId
  }
  return rows
}

const heldUpAs = { rateLimited: 'crowded', diskFull: 'untaken', unavailable: 'untaken' } as const

function ownRow(
  message: OwnMessage,
  isFirst: boolean,
  { isConnected, isEnded }: Pick<Shown, 'isConnected' | 'isEnded'>,
): MessageRow {
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

function namesNear(now: number): ReadonlyMap<string, string> {
  const yesterday = new Date(now)
  yesterday.setDate(yesterday.getDate() - 1)
  return new Map([
    [new Date(now).toDateString(), strings.today],
    [yesterday.toDateString(), strings.yesterday],
  ])
}

/** Nothing but what is drawn, so that nothing else draws it anew. */
function shownFile({ key, isHere, name, mediaType, bytes }: ShownFile): ShownFile {
  return { key, isHere, name, mediaType, bytes }
}
