import { fileKindOf } from '../../../ui/files/fileFacts.ts'
import type { Row } from '../rows/conversationRows.ts'
import { foldedLines, linesOf } from '../rows/longText.ts'

/** Height of the line at an edge of what is loaded, in px, whatever it says. */
export const edgeHeightPx = 44

const lineHeightPx = 20
const bubblePaddingPx = 18
const metaPx = 26
const showAllPx = 28
/** A picture in its box, and any other file as a card, with what is left between them. */
const picturePx = 184
const cardPx = 48
const systemLinePx = 18
const systemPaddingPx = 18

/** A recording: its wave, and its card. */
const recordingPx = 86

const isDrawn = (mediaType: string) => fileKindOf(mediaType) === 'picture'
const pxOfKind = { picture: picturePx, recording: recordingPx, pdf: cardPx, document: cardPx } as const
const filePx = (mediaType: string) => pxOfKind[fileKindOf(mediaType)]

/** About how high a row will be, in px, until it is measured. */
export function estimateRowPx(row: Row, isFolded: boolean): number {
  if (row.kind === 'later') return edgeHeightPx
  if (row.kind === 'system') return systemPaddingPx + systemLinePx * (isFolded ? 1 : row.entries.length)
  if (row.kind !== 'message') return systemPaddingPx + systemLinePx
  const textPx = isFolded ? foldedLines * lineHeightPx + showAllPx : linesOf(row.text) * lineHeightPx
  const filesPx = row.files.reduce((sum, { mediaType }) => sum + filePx(mediaType), 0)
  const ownPx = row.ownFiles.reduce(
    (sum, { mediaType }) => sum + filePx(mediaType) + (isDrawn(mediaType) ? cardPx : 0),
    0,
  )
  const besidePx = filesPx + ownPx + (row.quote ? 24 : 0)
  return textPx + besidePx + bubblePaddingPx + (row.endsGroup ? metaPx : 3)
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
