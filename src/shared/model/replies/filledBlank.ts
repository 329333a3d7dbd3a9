import { fillBlanks, isSameBlank, type OpenBlank, openBlanks } from './openBlanks.ts'

/** A blank that is being filled in: its name, and the text around it, between which the person writes. */
export interface BlankAtHand {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** Returns a blank of a text as the one that is filled in from now on. */
export function takeBlank(text: string, { name, from, to }: OpenBlank): BlankAtHand {
  return { name, before: text.slice(0, from), after: text.slice(to) }
}

/** A text, and the place in it of what was written in the blank at hand. */
interface FilledText {
  readonly text: string
  readonly start: number
  readonly end: number
}

/**
 * Returns the text in which every other blank of the same name has what was written in the one at hand. As it is, where nothing was written there: then the other blanks ask for
 * themselves. Null where something around the blank was changed since: nothing is at hand any more.
 */
export function withFilledBlank(text: string, { name, before, after }: BlankAtHand): FilledText | null {
  const end = text.length - after.length
  if (end < before.length || !text.startsWith(before) || !text.endsWith(after)) return null
  const value = text.slice(before.length, end)
  if (value.trim() === '' || openBlanks(value).length > 0) return { text, start: before.length, end }
  const findValue = (other: string) => (isSameBlank(other, name) ? value : undefined)
  const head = fillBlanks(before, findValue)
  return {
    text: head + value + fillBlanks(after, findValue),
    ...{ start: head.length, end: head.length + value.length },
  }
}

/** Returns the blank to go to from a place in the text: the next one after it, or the last one before it. None: there is none on that side. */
export function blankFrom(text: string, at: number, direction: 1 | -1): OpenBlank | undefined {
  const blanks = openBlanks(text)
  return direction === 1 ? blanks.find(({ from }) => from >= at) : blanks.findLast(({ to }) => to <= at)
}
