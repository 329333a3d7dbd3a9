import type { Entry } from '../../../shared/model/entry.ts'
import { withPresentNames } from '../../../shared/model/entryNames.ts'
import type { Attachment } from '../../../shared/model/files/attachment.ts'
import { amendmentsByTarget, viewMessage } from '../../../shared/model/messageView.ts'
import type { RecordHeader } from '../../../shared/model/record/sessionRecord.ts'
import type { Thread } from '../../../shared/model/thread.ts'

/** A text that a message had, from a time on (ms since 1970). */
export interface PrintedVersion {
  readonly text: string
  readonly at: number
}

/** A message as it is printed: what it says now, what it said before, who took it back. */
export interface PrintedMessage {
  readonly kind: 'message'
  readonly entry: Entry
  readonly text: string
  readonly editedAt: number | null
  /** The texts before the present one, the newest first; none of a message that was redacted. */
  readonly before: readonly PrintedVersion[]
  readonly isEncrypted: boolean
  readonly redaction: { readonly name: string; readonly at: number; readonly reason: string } | 'unknown' | null
  readonly answersSeq: number | null
  readonly files: readonly Attachment[]
  readonly reactions: readonly { readonly emoji: string; readonly names: string }[]
}

/** A line of a printed record; `event`: who came, who went, what became of the session. */
export type PrintedRow = PrintedMessage | { readonly kind: 'event'; readonly entry: Entry }

/**
 * Returns the lines of each thread of a record. Edits, redactions and reactions stand with the message that they are about; who was known by
 * an id alone when it was logged has the name of the header.
 */
export function printedThreads(
  logged: readonly Entry[],
  participants: RecordHeader['participants'],
): ReadonlyMap<Thread, readonly PrintedRow[]> {
  const names = new Map<string, string>(participants.map(({ userId, name }) => [userId, name]))
  const nameOf = (userId: string) => names.get(userId) ?? userId
  const entries = logged.map((entry) => withPresentNames(entry, participants))
  const threads = new Map<Thread, readonly PrintedRow[]>()
  for (const thread of ['care', 'staff'] as const)
    threads.set(
      thread,
      rowsOf(
        entries.filter((entry) => entry.thread === thread),
        nameOf,
      ),
    )
  return threads
}

function rowsOf(entries: readonly Entry[], nameOf: (userId: string) => string): PrintedRow[] {
  const amendments = amendmentsByTarget(entries)
  const seqOf = new Map(entries.map(({ id, seq }) => [id, seq]))
  return entries.flatMap((entry): PrintedRow[] => {
    const { body } = entry
    if (body.kind === 'membership' || body.kind === 'state') return [{ kind: 'event', entry }]
    if (body.kind !== 'message') return []
    const amended = amendments.get(entry.seq) ?? []
    const view = viewMessage({ ...entry, body }, amended)
    return [
      {
        ...{ kind: 'message', entry, text: view.text, editedAt: view.editedAt, isEncrypted: view.isEncrypted },
        before: view.isRedacted || view.isEncrypted ? [] : versionsBefore(entry, body.text, amended),
        redaction: view.isRedacted ? redactionOf(amended) : null,
        answersSeq: (body.replyTo && seqOf.get(body.replyTo)) ?? null,
        files: view.files,
        reactions: view.reactions.map(({ emoji, userIds }) => ({ emoji, names: userIds.map(nameOf).join(', ') })),
      },
    ]
  })
}

function versionsBefore(message: Entry, sent: string, amended: readonly Entry[]): PrintedVersion[] {
  const edits = amended.flatMap(({ body, senderId, at }) =>
    body.kind === 'edit' && senderId === message.senderId && body.contentEncoding === undefined
      ? [{ text: body.text, at }]
      : [],
  )
  return [{ text: sent, at: message.at }, ...edits].slice(0, -1).reverse()
}

function redactionOf(amended: readonly Entry[]): PrintedMessage['redaction'] {
  for (const { body, senderName: name, at } of amended)
    if (body.kind === 'redaction') return { name, at, reason: body.reason ?? '' }
  return 'unknown'
}
