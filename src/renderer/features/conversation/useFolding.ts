import { useCallback, useState } from 'react'
import type { Row } from './rows/conversationRows.ts'

/** Rows of which only a part is drawn until somebody asks for the rest. */
export interface Folding {
  readonly isFolded: (row: Row) => boolean
  /** Unfolds a row that is folded, and folds a line of the system again. */
  readonly toggle: (row: Row) => void
  /** Ids of what was unfolded. */
  readonly unfolded: ReadonlySet<string>
  /** The message that was unfolded last: it grows downwards, and its beginning stays where it is. */
  readonly grownKey: string | null
}

/** Begins with what was unfolded when the conversation was left. */
export function useFolding(left: ReadonlySet<string> | undefined): Folding {
  const [{ unfolded, grownKey }, setState] = useState<Pick<Folding, 'unfolded' | 'grownKey'>>({
    unfolded: left ?? new Set(),
    grownKey: null,
  })
  const isFolded = useCallback((row: Row) => isRowFolded(row, unfolded), [unfolded])
  const toggle = useCallback(
    (row: Row) =>
      setState((before) => {
        const after = new Set(before.unfolded)
        if (isRowFolded(row, after)) after.add(row.key)
        else if (row.kind === 'system') for (const { id } of row.entries) after.delete(id)
        return { unfolded: after, grownKey: row.kind === 'message' ? row.key : before.grownKey }
      }),
    [],
  )
  return { isFolded, toggle, unfolded, grownKey }
}

/** A run of system entries stays unfolded when it grows: each of them has been its key, or may come to be. */
function isRowFolded(row: Row, unfolded: ReadonlySet<string>): boolean {
  if (row.kind === 'message') return row.isLong && !unfolded.has(row.key)
  return row.kind === 'system' && row.entries.length > 1 && !row.entries.some(({ id }) => unfolded.has(id))
}
