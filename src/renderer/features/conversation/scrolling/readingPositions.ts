import type { ReadingPosition } from './readingPosition.ts'

/** State of a conversation that is kept while it is not on the screen. */
export interface LeftConversation {
  readonly position: ReadingPosition
  /** The newest `seq` that was on screen. */
  readonly shownUpTo: number
  /** The heights of the rows that were drawn, in px by row key. */
  readonly heightsPx: ReadonlyMap<unknown, number>
}

/** Place at which the reader left each conversation of this window. */
export interface ReadingPositions {
  readonly find: (threadKey: string) => LeftConversation | undefined
  readonly keep: (threadKey: string, left: LeftConversation) => void
}

/** Creates an empty memory of reading positions; it lasts as long as whoever holds it. */
export function createReadingPositions(): ReadingPositions {
  const left = new Map<string, LeftConversation>()
  return {
    find: (threadKey) => left.get(threadKey),
    keep: (threadKey, conversation) => void left.set(threadKey, conversation),
  }
}
