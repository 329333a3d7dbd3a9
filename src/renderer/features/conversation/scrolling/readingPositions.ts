import type { ReadingPlace, ReadingPlaces } from '../../../state/reading/readingPlaces.ts'
import type { ReadingPosition } from './readingPosition.ts'

/** State of a conversation that is kept while it is not on the screen. */
export interface LeftConversation {
  readonly position: ReadingPosition
  /** The newest `seq` that was on screen. */
  readonly shownUpTo: number
  /** The `seq` after which an answer passed over what nobody had looked at; null: there is nothing of that. */
  readonly passedOver: number | null
  /** The heights of the rows that were drawn, in px by row key. */
  readonly heightsPx: ReadonlyMap<unknown, number>
  /** Ids of what was unfolded: drawn otherwise, it would not be of that height. */
  readonly unfolded: ReadonlySet<string>
}

/** Place at which the reader left each conversation of this window. */
export interface ReadingPositions {
  readonly find: (threadKey: string) => LeftConversation | undefined
  readonly keep: (threadKey: string, left: LeftConversation) => void
}

/**
 * Creates a memory of reading positions that begins with the places that were saved; `onKept` is called with the places of all whenever one
 * is another.
 */
export function createReadingPositions(
  saved: ReadingPlaces = {},
  onKept: (places: ReadingPlaces) => void = () => undefined,
): ReadingPositions {
  const left = new Map<string, LeftConversation>()
  let places = saved
  return {
    find: (threadKey) => left.get(threadKey) ?? leftAt(saved[threadKey]),
    keep: (threadKey, conversation) => {
      left.set(threadKey, conversation)
      const place = placeOf(conversation)
      if (JSON.stringify(place) === JSON.stringify(places[threadKey])) return
      places = { ...places, [threadKey]: place }
      onKept(places)
    },
  }
}

function placeOf({ position, shownUpTo, passedOver }: LeftConversation): ReadingPlace {
  const isAtRow = position.kind === 'row' && position.seq !== null
  const row = isAtRow ? { key: position.key, seq: position.seq } : null
  return { row, shownUpTo, passedOver }
}

function leftAt(place: ReadingPlace | undefined): LeftConversation | undefined {
  if (!place) return undefined
  const { row, shownUpTo, passedOver } = place
  // Of what height the rows are is not known yet: the row is put at the edge.
  const position: ReadingPosition = row ? { kind: 'row', ...row, aboveEdgePx: 0 } : { kind: 'end' }
  return { position, shownUpTo, passedOver, heightsPx: new Map(), unfolded: new Set() }
}
