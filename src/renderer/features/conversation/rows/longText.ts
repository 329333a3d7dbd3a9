/** Characters on a line of a bubble, in a window of common width. */
const charactersPerLine = 70
/** Lines of a long text that are shown until somebody asks for all of it. */
export const foldedLines = 20
/** A text of a few lines more than that is shown whole: to ask for them costs more than to read past them. */
const longFromLines = 25

/** Returns on about how many lines a text stands. */
export function linesOf(text: string): number {
  let lines = 0
  for (const line of text === '' ? [] : text.split('\n'))
    lines += Math.max(1, Math.ceil(line.length / charactersPerLine))
  return lines
}

/** Returns whether only the beginning of a text is shown at first. Of the text alone: in a window that changes its width nothing folds. */
export function isLongText(text: string): boolean {
  return linesOf(text) >= longFromLines
}
