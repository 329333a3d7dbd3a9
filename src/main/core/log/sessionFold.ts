import { type OwedSince, owedAfter } from '../../../shared/model/attention.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import { type AmendmentBody, viewMessage, withheldOf } from '../../../shared/model/messageView.ts'
import type { SessionFold, StoredThread } from '../../storage/sessionStore.ts'
import type { Storage } from '../../storage/storage.ts'

const previewCharacters = 160

/** So many entries at a time are read back in search of the last answer. */
const pageOfFold = 200

const isAnswer = ({ senderRole, body }: Entry) =>
  senderRole !== 'patient' && body.kind === 'message' && body.redacted !== true

/**
 * Returns what the session list holds of a session after one more entry. A time later than `relayNowMs` was given by a clock that
 * was ahead, and counts as now.
 */
export function foldEntry(fold: SessionFold, entry: Entry, relayNowMs: number): SessionFold {
  const { body } = entry
  const isCare = entry.thread === 'care'
  const at = Math.min(entry.at, relayNowMs)
  return {
    owedSince: owedAfter(fold.owedSince, { ...entry, at }),
    lastActivityAt: Math.max(fold.lastActivityAt, at),
    preview:
      isCare && body.kind === 'message'
        ? { senderId: entry.senderId, seq: entry.seq, at: entry.at, ...previewOf({ ...entry, body }) }
        : fold.preview,
  }
}

/** The message on one line; no text for what is redacted, or encrypted for somebody else. */
function previewOf(message: Parameters<typeof viewMessage>[0], amendments: readonly Entry[] = []) {
  const view = viewMessage(message, amendments)
  const withheld = withheldOf(view)
  const files = view.files.map(({ name, mediaType }) => ({ name, mediaType }))
  return { text: withheld === null ? oneLine(view.text) : '', withheld, files }
}

/** The preview after an edit or a redaction, when it is of the message that is changed; `target` as it is stored. */
function changePreview(fold: SessionFold, amendment: Entry, target: Entry | undefined): SessionFold {
  const { preview } = fold
  if (amendment.thread !== 'care' || target?.body.kind !== 'message' || !preview) return fold
  const isBefore =
    preview.seq === Number.MAX_SAFE_INTEGER && preview.at === target.at && preview.senderId === target.senderId
  if (preview.seq !== target.seq && !isBefore) return fold
  const { kind } = amendment.body
  if (kind !== 'redaction' && (kind !== 'edit' || amendment.senderId !== target.senderId)) return fold
  return { ...fold, preview: { ...preview, ...previewOf({ ...target, body: target.body }, [amendment]) } }
}

function oneLine(text: string): string {
  const line = text
    .slice(0, previewCharacters * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length > previewCharacters ? `${characters.slice(0, previewCharacters - 1).join('')}…` : line
}

type EntryChanges = Pick<Storage['entries'], 'find' | 'redact' | 'page'>

/** Carries an edit or redaction into what the list shows. What a redaction took away goes from this disk too. */
export function foldAmendment(
  entries: EntryChanges,
  fold: SessionFold,
  thread: StoredThread,
  entry: Entry & { readonly body: AmendmentBody },
  relayNowMs: number,
): SessionFold {
  const { body } = entry
  const target = entries.find(thread, body.targetSeq)
  const changed = changePreview(fold, entry, target)
  if (body.kind !== 'redaction') return changed
  entries.redact(thread, body.targetSeq, entry.seq)
  return entry.thread === 'care' ? { ...changed, owedSince: owedBefore(entries, thread, entry, relayNowMs) } : changed
}

/** Since when a reply is owed by what stands before an entry, read back to the last answer. */
function owedBefore(
  entries: EntryChanges,
  thread: StoredThread,
  { seq, at }: Pick<Entry, 'seq' | 'at'>,
  relayNowMs: number,
): OwedSince {
  let page = entries.page(thread, seq, pageOfFold)
  let since = page
  while (page.length === pageOfFold && !page.some(isAnswer)) {
    page = entries.page(thread, page[0]?.seq ?? 0, pageOfFold)
    since = [...page, ...since]
  }
  const owed = since.reduce<OwedSince>(owedAfter, null)
  return owed === null ? null : Math.min(owed, at, relayNowMs)
}
