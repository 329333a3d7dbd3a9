import { z } from 'zod'
import type { Entry, MessageBody } from './entry.ts'
import { type Attachment, attachmentSchema } from './files/attachment.ts'
import { userIdSchema } from './ids.ts'

/** Users who have reacted to a message with one emoji, in the order in which they did. */
export const reactionSummarySchema = z.object({ emoji: z.string(), userIds: z.array(userIdSchema) })
export type ReactionSummary = z.infer<typeof reactionSummarySchema>

/** Reason for which the words of a message are shown to nobody here. */
export const withheldSchema = z.enum(['redacted', 'encrypted'])
export type Withheld = z.infer<typeof withheldSchema>

/** As much of a file as is said of it where it is not opened. */
export const fileLabelSchema = attachmentSchema.pick({ name: true, mediaType: true })
export type FileLabel = z.infer<typeof fileLabelSchema>

/** A message as it reads now, after its edits, redaction and reactions. */
export interface MessageView {
  /** The newest version; empty once redacted. */
  readonly text: string
  /** Time at which the newest version was stored (relay time, ms); null for a message as it was sent. */
  readonly editedAt: number | null
  readonly isRedacted: boolean
  /** The newest version is ciphertext: `text` is for no eyes. */
  readonly isEncrypted: boolean
  /** Attached files; none once redacted. */
  readonly files: readonly Attachment[]
  /** By the first use of each emoji. */
  readonly reactions: readonly ReactionSummary[]
}

type MessageEntry = Pick<Entry, 'senderId' | 'seq'> & { readonly body: MessageBody }

/** Entries that say something of an earlier message of their thread. */
export type AmendmentBody = Extract<Entry['body'], { readonly targetSeq: number }>

export function isAmendment(body: Entry['body']): body is AmendmentBody {
  return 'targetSeq' in body
}

/** The entries that say something of an earlier message, by its `seq`; each list in the order given. */
export function amendmentsByTarget<E extends Pick<Entry, 'body'>>(entries: readonly E[]): ReadonlyMap<number, E[]> {
  const byTarget = new Map<number, E[]>()
  for (const entry of entries) {
    if (!isAmendment(entry.body)) continue
    const ofTarget = byTarget.get(entry.body.targetSeq)
    if (ofTarget) ofTarget.push(entry)
    else byTarget.set(entry.body.targetSeq, [entry])
  }
  return byTarget
}

/**
 * Folds what was said of a message, ascending by `seq`, into what it says now. An edit counts only when it is the author's own; after a
 * redaction nothing brings the text back.
 */
export function viewMessage(
  message: MessageEntry,
  amendments: readonly Pick<Entry, 'senderId' | 'at' | 'body'>[],
): MessageView {
  let { text } = message.body
  let editedAt: number | null = null
  let isRedacted = message.body.redacted === true
  let isEncrypted = message.body.contentEncoding === 'encrypted'
  const reactions = new Map<string, Set<Entry['senderId']>>()
  for (const { senderId, at, body } of amendments) {
    if (!isAmendment(body) || body.targetSeq !== message.seq) continue
    if (body.kind === 'redaction') isRedacted = true
    else if (body.kind === 'edit') {
      if (senderId !== message.senderId || body.redacted) continue
      text = body.text
      isEncrypted = body.contentEncoding === 'encrypted'
      editedAt = at
    } else if (body.on) {
      const users = reactions.get(body.emoji)
      if (users) users.add(senderId)
      else reactions.set(body.emoji, new Set([senderId]))
    } else reactions.get(body.emoji)?.delete(senderId)
  }
  return {
    text: isRedacted ? '' : text,
    editedAt: isRedacted ? null : editedAt,
    isRedacted,
    isEncrypted: isEncrypted && !isRedacted,
    files: isRedacted ? [] : (message.body.attachments ?? []),
    reactions: [...reactions].flatMap(([emoji, users]) => (users.size === 0 ? [] : [{ emoji, userIds: [...users] }])),
  }
}

/** Returns the current view of each message of a part of a thread, by its `seq`. `further`: what is said of them beyond that part. */
export function viewMessages(
  entries: readonly Entry[],
  further: readonly Entry[] = [],
): ReadonlyMap<number, MessageView> {
  const amendments = amendmentsByTarget([...entries, ...further])
  const views = new Map<number, MessageView>()
  for (const entry of entries) {
    const { body } = entry
    if (body.kind === 'message') views.set(entry.seq, viewMessage({ ...entry, body }, amendments.get(entry.seq) ?? []))
  }
  return views
}

/** Returns what the words of a message are withheld for; null where they may be read. */
export function withheldOf({
  isRedacted,
  isEncrypted,
}: Pick<MessageView, 'isRedacted' | 'isEncrypted'>): Withheld | null {
  if (isRedacted) return 'redacted'
  return isEncrypted ? 'encrypted' : null
}

/** The body without anything that a person wrote or attached; undefined when there is nothing to take away. */
export function redactedBody(body: Entry['body']): Entry['body'] | undefined {
  if (body.kind === 'message' && !body.redacted) {
    const { type, replyTo } = body
    return { kind: 'message', type, text: '', ...(replyTo === undefined ? {} : { replyTo }), redacted: true }
  }
  if (body.kind === 'edit' && !body.redacted) {
    const { target, targetSeq } = body
    return { kind: 'edit', target, targetSeq, text: '', redacted: true }
  }
  return undefined
}
