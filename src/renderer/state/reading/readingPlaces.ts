import type { Workspace } from '../../../shared/ipc/workspace.ts'

/** A reader's place in a thread as it is kept over restarts: by the `seq`, as what is drawn comes and goes. */
export interface ReadingPlace {
  /** Key and `seq` of the first row that was in view with its beginning; null: at the end. */
  readonly row: { readonly key: string; readonly seq: number } | null
  /** The newest `seq` that was on the screen. */
  readonly shownUpTo: number
  /** The `seq` after which an answer passed over what nobody had looked at; null: there is nothing of that. */
  readonly passedOver: number | null
}

/** Place in each thread, by the key of the thread. */
export type ReadingPlaces = Readonly<Record<string, ReadingPlace>>

/** Returns the places in the threads of these sessions: where nobody will go on reading, none is kept. */
export function placesOf(places: ReadingPlaces, sessionIds: readonly string[]): ReadingPlaces {
  const kept = new Set(sessionIds)
  return Object.fromEntries(Object.entries(places).filter(([key]) => kept.has(key.split(' ')[0] ?? '')))
}

/** Returns the places in the form in which they are saved with the arrangement of the screen. */
export function toSavedPlaces(places: ReadingPlaces): Workspace {
  return Object.fromEntries(
    Object.entries(places).map(([key, { row, shownUpTo, passedOver }]) => [
      key,
      { row: row && { ...row }, shownUpTo, passedOver },
    ]),
  )
}

/** Reads places that were saved, perhaps by another version: what it does not know is no place. */
export function readPlaces(saved: Workspace | undefined): ReadingPlaces {
  if (!isJsonObject(saved)) return {}
  return Object.fromEntries(
    Object.entries(saved).flatMap(([key, value]): [string, ReadingPlace][] => {
      const place = readPlace(value)
      return place ? [[key, place]] : []
    }),
  )
}

function readPlace(saved: Workspace): ReadingPlace | null {
  if (!isJsonObject(saved)) return null
  const { row, shownUpTo, passedOver } = saved
  if (!isSeq(shownUpTo)) return null
  return { row: readRow(row), shownUpTo, passedOver: isSeq(passedOver) ? passedOver : null }
}

function readRow(saved: Workspace | undefined): ReadingPlace['row'] {
  if (!isJsonObject(saved)) return null
  const { key, seq } = saved
  return typeof key === 'string' && isSeq(seq) ? { key, seq } : null
}

const isSeq = (value: Workspace | undefined): value is number => Number.isInteger(value) && Number(value) >= 0

function isJsonObject(value: Workspace | undefined): value is { [key: string]: Workspace } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
