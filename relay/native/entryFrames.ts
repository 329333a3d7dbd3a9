import type { Entry } from '../../src/shared/model/entry.ts'
import { itemFrames } from './itemFrames.ts'

/** Largest size of an entry beside its text and attachments: ids, names, a reason, punctuation. */
const besideText = 6_000
/** Largest size of one attachment. */
const attachmentBytes = 2_500
/** Largest size of one UTF-16 unit of text in JSON, in bytes: `\u0000`. */
const largestUnit = 6

/** Cuts entries into frames of at most this many bytes; each entry is far smaller. */
export function entryFrames(entries: readonly Entry[], frameBytes: number): (readonly Entry[])[] {
  return itemFrames(entries, frameBytes, ({ body }) => {
    const attachments = body.kind === 'message' ? (body.attachments?.length ?? 0) : 0
    return besideText + ('text' in body ? body.text.length * largestUnit : 0) + attachments * attachmentBytes
  })
}
