import type { PendingMessage } from '../../../shared/ipc/message.ts'
import type { EntryId } from '../../../shared/model/ids.ts'

/** An edit under way: the message as it was when it began, and the text as it is now. */
export interface UnsentEdit {
  readonly message: PendingMessage
  readonly text: string
}

export type UnsentEdits = ReadonlyMap<EntryId, UnsentEdit>

export function withEdit(edits: UnsentEdits, message: PendingMessage, text: string): UnsentEdits {
  return new Map(edits).set(message.id, { message, text })
}

export function withoutEdit(edits: UnsentEdits, id: EntryId): UnsentEdits {
  const rest = new Map(edits)
  rest.delete(id)
  return rest
}

/** A line of the panel. `left`: the message is not unsent any more, and what remains is the text somebody was changing it to. */
export interface UnsentLine {
  readonly message: PendingMessage
  readonly edit: UnsentEdit | null
  readonly left: boolean
}

/**
 * Returns the lines of the panel: every unsent message, and every edit whose message has left meanwhile, in the order of
 * queueing.
 */
export function unsentLines(unsent: readonly PendingMessage[], edits: UnsentEdits): UnsentLine[] {
  const ids = new Set(unsent.map(({ id }) => id))
  const lines = unsent.map((message): UnsentLine => ({ message, edit: edits.get(message.id) ?? null, left: false }))
  for (const edit of edits.values()) {
    if (!ids.has(edit.message.id)) lines.push({ message: edit.message, edit, left: true })
  }
  return lines.sort((a, b) => a.message.queuedAt - b.message.queuedAt)
}
