import type { Row } from '../conversationRows.ts'

/** A reader's place in a conversation: its end, or the row `key` this many px above the upper edge. */
export type ReadingPosition =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly key: string; readonly aboveEdgePx: number }

/** Scroll target of the list: its end, or row `index` at `aboveEdgePx` above the upper edge. */
export type Placement =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly index: number; readonly aboveEdgePx: number }

/**
 * Returns the place at which a conversation opens: where the reader left it; or, if that was its end or is gone, at the first
 * unread; or at the end.
 */
export function placeOnOpening(rows: readonly Row[], left: ReadingPosition): Placement {
  if (left.kind === 'row') {
    const index = rows.findIndex((row) => row.key === left.key)
    if (index >= 0) return { kind: 'row', index, aboveEdgePx: left.aboveEdgePx }
  }
  const unread = rows.findIndex((row) => row.kind === 'unread')
  return unread >= 0 ? { kind: 'row', index: unread, aboveEdgePx: 0 } : { kind: 'end' }
}

/** A row as it lies in the list, in px from its top. */
export interface RowSpan {
  readonly row: Row
  readonly startPx: number
  readonly endPx: number
}

/** The `seq`s of the entries whose end is inside the window: what is taller than the window counts when its last line shows. */
export function seqsInView(spans: readonly RowSpan[], fromPx: number, toPx: number): number[] {
  const seqs: number[] = []
  for (const { row, startPx, endPx } of spans) {
    if (row.kind !== 'message' && row.kind !== 'system') continue
    // A whole row of one px or less over the edge is rounding.
    if (row.entry && endPx > fromPx && endPx <= toPx + 1 && startPx < toPx) seqs.push(row.entry.seq, ...row.alsoSeqs)
  }
  return seqs
}

/** Returns how many messages of others came in below what was ever on screen. */
export function countNewBelow(rows: readonly Row[], shownUpTo: number): number {
  let count = 0
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index]
    if (row?.kind === 'message' && row.entry && row.entry.seq > shownUpTo && row.own === null) count += 1
    if (row?.kind === 'message' && row.entry && row.entry.seq <= shownUpTo) break
  }
  return count
}
