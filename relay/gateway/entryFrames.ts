import type { Entry } from '../../src/shared/model/entry.ts'
import { entryBytes } from '../sessions/entryBytes.ts'

/** What an entry takes beside its text and attachments at the most: ids, names, a reason, punctuation. */
const besideText = 6_000
/** What one attachment takes at the most. */
const attachmentBytes = 2_500
/** What one UTF-16 unit of text can become in JSON, in bytes: `\u0000`. */
const largestUnit = 6

/** Cuts entries into frames of at most this many bytes; each entry is far smaller. Almost always it is one, and none is measured. */
export function entryFrames(entries: readonly Entry[], frameBytes: number): { readonly items: Entry[] }[] {
  let atMost = 0
  for (const { body } of entries) {
    const attachments = body.kind === 'message' ? (body.attachments?.length ?? 0) : 0
    atMost += besideText + ('text' in body ? body.text.length * largestUnit : 0) + attachments * attachmentBytes
  }
  if (atMost <= frameBytes) return [{ items: [...entries] }]
  const frames: { items: Entry[]; bytes: number }[] = []
  for (const entry of entries) {
    const bytes = entryBytes(entry) + 1
    const frame = frames.at(-1)
    if (frame && frame.bytes + bytes <= frameBytes) {
      frame.items.push(entry)
      frame.bytes += bytes
    } else frames.push({ items: [entry], bytes: bytes + besideText })
  }
  return frames.map(({ items }) => ({ items }))
}
