import type { ReactVirtualizer } from '@tanstack/react-virtual'
import type { Row } from '../rows/conversationRows.ts'
import { type RowSpan, seqsInView } from './readingPosition.ts'

/** Part of a list that is in view. */
export interface RowsInView {
  /** The `seq`s of the entries in view. */
  readonly inView: readonly number[]
  /** Those of them of which all can be read: what is folded away was not in front of anybody. */
  readonly wholeInView: readonly number[]
  /** Key of the last row that begins above the lower edge. */
  readonly lastKey: string | null
  /** Distance from the top of the list to the window, in px; undefined while there is no window. */
  readonly offsetPx: number | undefined
  /** Distance from the window to the end of the list, in px; undefined while there is no window. */
  readonly belowPx: number | undefined
}

/** Always the same empty list. */
export const nothingInView: readonly number[] = []

export function useRowsInView(
  virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>,
  rows: readonly Row[],
  isFolded: (row: Row) => boolean,
): RowsInView {
  const windowPx = virtualizer.scrollRect?.height ?? 0
  const offsetPx = virtualizer.scrollOffset ?? 0
  const spans = virtualizer.getVirtualItems().flatMap((item): RowSpan[] => {
    const row = rows[item.index]
    return row ? [{ row, startPx: item.start, endPx: item.end }] : []
  })
  const seqsOf = (shown: readonly RowSpan[]) =>
    windowPx > 0 ? seqsInView(shown, offsetPx, offsetPx + windowPx) : nothingInView
  return {
    inView: seqsOf(spans),
    wholeInView: seqsOf(spans.filter(({ row }) => row.kind !== 'message' || !isFolded(row))),
    lastKey: spans.findLast((span) => span.startPx < offsetPx + windowPx)?.row.key ?? null,
    offsetPx: windowPx > 0 ? offsetPx : undefined,
    belowPx: windowPx > 0 ? virtualizer.getTotalSize() - offsetPx - windowPx : undefined,
  }
}
