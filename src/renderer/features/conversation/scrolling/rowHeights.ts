import type { Row } from '../conversationRows.ts'

const lineHeightPx = 20
const bubblePaddingPx = 18
const metaPx = 26
/** Characters on a line of a bubble, in a window of common width. */
const charactersPerLine = 70

/** About how high a row will be, in px, until it is measured. */
export function estimateRowPx(row: Row): number {
  if (row.kind !== 'message') return 36
  let lines = row.files.length
  for (const line of row.text === '' ? [] : row.text.split('\n'))
    lines += Math.max(1, Math.ceil(line.length / charactersPerLine))
  const quotePx = row.quote ? 24 : 0
  return lines * lineHeightPx + bubblePaddingPx + quotePx + (row.endsGroup ? metaPx : 3)
}

/**
 * Returns the distance from the top of the list to row `index`, in px; for `index` = `count`, to the end of the last one.
 */
export function offsetOfRow(
  count: number,
  heightOf: (index: number) => number,
  paddingPx: number,
  index: number,
): number {
  let offsetPx = paddingPx
  for (let above = 0; above < Math.min(index, count); above += 1) offsetPx += heightOf(above)
  return offsetPx
}
