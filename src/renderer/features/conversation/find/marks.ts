import { createContext, useContext } from 'react'
import { foundParts, type Phrase, type TextPart } from '../../../../shared/model/text/foundParts.ts'
import type { Hit } from './hits.ts'

/** Words to be marked in a conversation, and the message that a find is at. */
export interface Marks {
  readonly phrases: readonly Phrase[]
  readonly at: Hit | null
}

/** Marks of a conversation in which nothing is looked for. */
export const noMarks: Marks = { phrases: [], at: null }

/** Carries the marks to the messages. */
export const MarksContext = createContext<Marks>(noMarks)

/** Returns what is marked in this conversation. */
export function useMarks(): Marks {
  return useContext(MarksContext)
}

/** Piece of a text: whether it is marked, and where it begins in the whole. */
export interface Piece {
  readonly from: number
  readonly text: string
  readonly isMarked: boolean
}

const nothingMarked: readonly TextPart[] = []

/** Returns the parts of a message that are to be marked. */
export function markedParts(text: string, phrases: readonly Phrase[]): readonly TextPart[] {
  return phrases.length === 0 ? nothingMarked : foundParts(text, phrases)
}

/** Returns a part of a text, which begins at `from` in the whole, in pieces: those that are marked and those between. Together they are the part. */
export function piecesOf(part: string, from: number, marked: readonly TextPart[]): readonly Piece[] {
  const pieces: Piece[] = []
  let at = 0
  const add = (to: number, isMarked: boolean) => {
    if (to > at) pieces.push({ from: from + at, text: part.slice(at, to), isMarked })
    at = Math.max(at, to)
  }
  for (const mark of marked) {
    if (mark.to <= from || mark.from >= from + part.length) continue
    add(mark.from - from, false)
    add(Math.min(part.length, mark.to - from), true)
  }
  add(part.length, false)
  return pieces
}
