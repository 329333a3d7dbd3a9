import type { Attachment } from '../../src/shared/model/attachment.ts'
import { type DeliveryStatus, deliveryStatus } from '../../src/shared/model/deliveryStatus.ts'
import type { Entry } from '../../src/shared/model/entry.ts'
import type { FailureKind } from '../../src/shared/model/failure.ts'
import type { EntryId, UserId } from '../../src/shared/model/ids.ts'
import { amendmentsByTarget, viewMessage } from '../../src/shared/model/messageView.ts'
import type { Role } from '../../src/shared/model/role.ts'
import type { Session } from '../../src/shared/model/session.ts'
import type { OwnMessage } from './outbox.ts'
import { strings } from './strings.ts'

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
  readonly attachments: readonly Attachment[]
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[]
  /** Of own messages: how far they have come. */
  readonly status: DeliveryStatus | 'waiting' | { readonly refused: FailureKind } | undefined
}

export type Row =
  | MessageRow
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'notice'; readonly key: string; readonly seq: number; readonly text: string }

/** What is shown of a thread and of what is still to be sent, in order. */
export function rowsOf(
  entries: readonly Entry[],
  own: readonly OwnMessage[],
  userId: UserId,
  session: Pick<Session, 'participants' | 'watermarks'> | undefined,
): Row[] {
  const amendments = amendmentsByTarget(entries)
  const messages = new Map<EntryId, { readonly name: string; readonly text: string }>()
  const rows: Row[] = []
  let day = ''
  let lastSender: UserId | undefined

  const beginDay = (at: number) => {
    const next = new Date(at).toDateString()
    if (next === day) return
    day = next
    lastSender = undefined
    rows.push({ kind: 'day', key: `day ${next}`, at })
  }

  for (const entry of entries) {
    const { body, senderId, id, seq, at } = entry
    const notice = noticeOf(entry, userId)
    if (notice !== undefined) {
      beginDay(at)
      rows.push({ kind: 'notice', key: `notice ${seq}`, seq, text: notice })
      lastSender = undefined
    }
    if (body.kind !== 'message') continue
    beginDay(at)
    const isOwn = senderId === userId
    const view = viewMessage({ senderId, seq, body }, amendments.get(seq) ?? [])
    const name = isOwn ? strings.you : entry.senderName
    const instead = view.isRedacted ? strings.redacted : body.contentEncoding ? strings.encrypted : undefined
    const text = instead === undefined ? view.text : ''
    rows.push({
      ...{ kind: 'message', key: id, id, seq, isOwn, name, role: entry.senderRole, at, text, instead },
      isFirst: senderId !== lastSender,
      isEdited: view.editedAt !== null,
      quote: body.replyTo && messages.get(body.replyTo),
      attachments: view.isRedacted ? [] : (body.attachments ?? []),
      reactions: view.reactions.map(({ emoji, userIds }) => ({ emoji, count: userIds.length })),
      status: isOwn ? deliveryStatus(entry, session?.participants ?? [], session?.watermarks ?? []) : undefined,
    })
    messages.set(id, { name, text: text || (instead ?? '') })
    lastSender = senderId
  }
  for (const { id, text, writtenAt, isSent, refused } of own) {
    beginDay(writtenAt)
    rows.push({
      ...{
        kind: 'message',
        key: id,
        id,
        seq: undefined,
        isOwn: true,
        name: strings.you,
        role: 'patient',
        at: writtenAt,
      },
      ...{ text, instead: undefined, isEdited: false, quote: undefined, attachments: [], reactions: [] },
      isFirst: lastSender !== userId,
      status: refused === undefined ? (isSent ? 'sent' : 'waiting') : { refused },
    })
    lastSender = userId
  }
  return rows
}

/** What is said of the session itself, but that one has come oneself. */
function noticeOf({ body }: Entry, ownId: UserId): string | undefined {
  const { notices } = strings
  if (body.kind === 'membership' && body.userId === ownId) return undefined
  if (body.kind === 'membership') return notices[body.change](body.name)
  if (body.kind !== 'state') return undefined
  switch (body.change) {
    case 'closed':
    case 'reopened':
    case 'expired':
      return notices[body.change]
    case 'transferred':
      return body.to && notices.transferred(body.to.name)
    default:
      return undefined
  }
}
