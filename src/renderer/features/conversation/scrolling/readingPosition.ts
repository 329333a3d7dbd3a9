import { type Row, seqsOfRow } from '../rows/conversationRows.ts'

/**
 * A reader's place in a conversation: its end, or the row `key` that begins this many px above the upper edge (negative: below it);
 * `seq` is that of its first entry, or of the next below; null where there is none.
 */
export type ReadingPosition =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly key: string; readonly seq: number | null; readonly aboveEdgePx: number }

/** Scroll target of the list: its end, or row `index` at `aboveEdgePx` above the upper edge. */
export type Placement =
  | { readonly kind: 'end' }
  | { readonly kind: 'row'; readonly index: number; readonly aboveEdgePx: number }

/** State of a conversation when it was left, as far as it says where to open it again. */
interface Left {
  readonly position: ReadingPosition
  /** The newest `seq` that was on the screen. */
  readonly shownUpTo: number
}

/**
 * Returns the place at which a conversation opens: where the reader left it; or, if that was its end, at the first message of somebody else
 * that was not on the screen by then; or, for who has not been there, at the first unread; or at the end.
 */
export function placeOnOpening(rows: readonly Row[], left: Left | undefined): Placement {
  if (left?.position.kind === 'row') {
    const { key, seq, aboveEdgePx } = left.position
    const index = rows.findIndex((row) => row.key === key)
    if (index >= 0) return { kind: 'row', index, aboveEdgePx }
    const near = seq === null ? -1 : rows.findIndex((row) => seqsOfRow(row).some((other) => other >= seq))
    if (near >= 0) return { kind: 'row', index: near, aboveEdgePx: 0 }
  }
  const unread = rows.findIndex((row) => row.kind === 'unread')
  if (unread < 0) return { kind: 'end' }
  const from = left ? newAfter(rows, unread, left.shownUpTo) : unread
  return from < 0 ? { kind: 'end' } : { kind: 'row', index: from, aboveEdgePx: 0 }
}

/** Returns the first row below `unread` that was not on the screen, with the lines that stand right above it; -1 where there is none. */
function newAfter(rows: readonly Row[], unread: number, shownUpTo: number): number {
  let index = rows.findIndex(
    (row, at) => at > unread && row.kind === 'message' && row.own === null && (row.entry?.seq ?? 0) > shownUpTo,
  )
  while (index > unread && (rows[index - 1]?.kind === 'unread' || rows[index - 1]?.kind === 'day')) index -= 1
  return index
}

/** Returns the `seq` of the first entry of a row, or of the next below that has one; null where there is none. */
export function seqAt(rows: readonly Row[], index: number): number | null {
  for (let at = index; at < rows.length; at += 1) {
    const row = rows[at]
    const [seq] = row ? seqsOfRow(row) : []
    if (seq !== undefined) return seq
  }
  return null
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
    // A whole row of one px or less over the edge is rounding.
    if (endPx > fromPx && endPx <= toPx + 1 && startPx < toPx) seqs.push(...seqsOfRow(row))
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
