import type { Entry } from '../../shared/model/entry.ts'
import { redactedBody } from '../../shared/model/messageView.ts'

/** The entry without what was said in it, if it is one of these messages (by their `seq`) or an edit of one; undefined when nothing is to be taken away. */
export function redactedEntry(entry: Entry, targets: ReadonlySet<number>): Entry | undefined {
  const { body, seq } = entry
  const left = targets.has(body.kind === 'edit' ? body.targetSeq : seq) ? redactedBody(body) : undefined
  return left && { ...entry, body: left }
}
