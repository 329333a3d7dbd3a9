import { type OwedSince, owedAfter } from '../../../../shared/model/attention.ts'
import { previewOf } from '../../../../shared/model/digest/messagePreview.ts'
import type { Entry } from '../../../../shared/model/entry.ts'
import type { HeldRange } from '../../../storage/rangeStore.ts'
import type { SessionFold, StoredThread } from '../../../storage/sessionStore.ts'
import type { Storage } from '../../../storage/storage.ts'

/** So many entries at a time are read back in search of the last answer. */
const pageOfFold = 200

const isAnswer = ({ senderRole, body }: Entry) =>
  senderRole !== 'patient' && body.kind === 'message' && body.redacted !== true

/**
 * Returns what the session list holds of a session after one more entry. A time later than `relayNowMs` was given by a clock that
 * was ahead, and counts as now.
 */
export function foldEntry(fold: SessionFold, entry: Entry, relayNowMs: number): SessionFold {
  const at = Math.min(entry.at, relayNowMs)
  return {
    owedSince: owedAfter(fold.owedSince, { ...entry, at }),
    lastActivityAt: Math.max(fold.lastActivityAt, at),
    preview: (entry.thread === 'care' ? previewOf(entry) : undefined) ?? fold.preview,
    saidUpTo: isSaid(entry) ? Math.max(fold.saidUpTo, entry.seq) : fold.saidUpTo,
  }
}

/** Returns whether an entry says something to the other side; what a clinician corrects does not. */
function isSaid({ thread, senderRole, body }: Entry): boolean {
  return thread === 'care' && (body.kind === 'message' || (body.kind === 'edit' && senderRole === 'patient'))
}

/** Returns the same after an edit or a redaction of the message that it shows, whether or not that message is stored. */
export function foldPreview(fold: SessionFold, amendment: Entry): SessionFold {
  const { preview } = fold
  const { body, senderId, thread } = amendment
  if (thread !== 'care' || !preview) return fold
  if (body.kind === 'redaction' && body.targetSeq === preview.seq)
    return { ...fold, preview: { ...preview, text: '', withheld: 'redacted', files: [] } }
  if (body.kind !== 'edit' || body.targetSeq !== preview.seq) return fold
  if (senderId !== preview.senderId || body.redacted || preview.withheld === 'redacted') return fold
  const { text, contentEncoding } = body
  const { seq, at, files } = preview
  const edited = { kind: 'message', type: 'text', text, ...(contentEncoding && { contentEncoding }) } as const
  const shown = previewOf({ ...amendment, seq, at, body: edited })
  return shown ? { ...fold, preview: { ...shown, files } } : fold
}

/**
 * Since when a reply is owed by what stands before an entry, read back to the last answer; undefined where what is held does not reach
 * back so far. `range`: the part that is held before it.
 */
export function owedBefore(
  entries: Pick<Storage['entries'], 'page'>,
  thread: StoredThread,
  range: Pick<HeldRange, 'fromSeq'>,
  { seq, at }: Pick<Entry, 'seq' | 'at'>,
  relayNowMs: number,
): OwedSince | undefined {
  let page = entries.page(thread, seq, pageOfFold, range.fromSeq)
  let since = page
  while (page.length === pageOfFold && !page.some(isAnswer)) {
    page = entries.page(thread, page[0]?.seq ?? 0, pageOfFold, range.fromSeq)
    since = [...page, ...since]
  }
  if (range.fromSeq > 1 && !since.some(isAnswer)) return undefined
  const owed = since.reduce<OwedSince>(owedAfter, null)
  return owed === null ? null : Math.min(owed, at, relayNowMs)
}
