import type { EdgeOfPart, PlaceInThread } from '../../../../shared/ipc/message.ts'
import type { Failure } from '../../../../shared/model/failure.ts'
import { limits } from '../../../../shared/protocol/limits.ts'
import type { HeldRange, ThreadHolding } from '../../../storage/rangeStore.ts'
import { newestHeld, type PartOfThread, readEnd } from './chooseRead.ts'
import { rangeAt } from './heldRanges.ts'

/** A part of a thread that somebody asks for, as far as it is held. */
export interface ChosenPart {
  /** The part as it would be if all of it were held; null where there is no such part. */
  readonly wanted: HeldRange | null
  /** The part without holes that can be shown; null where nothing at the place is held. */
  readonly held: HeldRange | null
  /** The next request for what lacks of it; null when nothing does. */
  readonly lacking: PartOfThread | null
}

type Holding = Pick<ThreadHolding, 'ranges' | 'headSeq' | 'isDoubted'>

/**
 * Returns the part of a thread at a place, with at most `limit` entries. The end of a thread is held before anything else of it: what is taken
 * back later comes there.
 */
export function choosePart(holding: Holding, place: PlaceInThread, limit: number): ChosenPart {
  const { ranges, headSeq, isDoubted } = holding
  const wanted = wantedPart(place, limit, headSeq)
  if (!wanted) return { wanted, held: null, lacking: null }
  const newest = ranges.at(-1)
  if (!newest) return { wanted, held: null, lacking: { limit: newestHeld } }
  const isBehind = newest.upToSeq < headSeq
  const shown = place.kind === 'end' && isBehind ? wantedPart(place, limit, newest.upToSeq) : wanted
  const held = shown && heldPart(ranges, shown, anchorOf(place, shown))
  if (isBehind || isDoubted) return { wanted, held, lacking: readEnd(holding, newest) }
  return { wanted, held, lacking: lackingOf(ranges, wanted, held, place) }
}

/** Returns how the thread goes on beyond what is shown of a part; `failure`: why the rest of it could not be fetched. */
export function edgesOf(
  { wanted, held }: Pick<ChosenPart, 'wanted' | 'held'>,
  place: PlaceInThread,
  headSeq: number,
  failure: Failure | null,
): { readonly earlier: EdgeOfPart; readonly later: EdgeOfPart } {
  const lacks = (isShort: boolean, isThereMore: boolean): EdgeOfPart => {
    if (isShort && failure) return { kind: 'lacking', failure }
    return { kind: isThereMore ? 'more' : 'nothing' }
  }
  if (held) {
    return {
      earlier: lacks(held.fromSeq > (wanted?.fromSeq ?? 1), held.fromSeq > 1),
      later: lacks(held.upToSeq < (wanted?.upToSeq ?? headSeq), held.upToSeq < headSeq),
    }
  }
  const isAfter = place.kind === 'after'
  return {
    earlier: lacks(wanted !== null && !isAfter, isAfter),
    later: lacks(wanted !== null && isAfter, place.kind === 'before' && place.seq <= headSeq),
  }
}

function wantedPart(place: PlaceInThread, limit: number, headSeq: number): HeldRange | null {
  const bounds = boundsOf(place, limit, headSeq)
  const wanted = { fromSeq: Math.max(1, bounds.fromSeq), upToSeq: Math.min(headSeq, bounds.upToSeq) }
  return wanted.fromSeq <= wanted.upToSeq ? wanted : null
}

function boundsOf(place: PlaceInThread, limit: number, headSeq: number): HeldRange {
  switch (place.kind) {
    case 'end':
      return { fromSeq: headSeq - limit + 1, upToSeq: headSeq }
    case 'before':
      return { fromSeq: place.seq - limit, upToSeq: place.seq - 1 }
    case 'after':
      return { fromSeq: place.seq + 1, upToSeq: place.seq + limit }
    case 'around': {
      const middle = Math.min(place.seq, headSeq)
      const fromSeq = Math.max(1, Math.min(middle - Math.floor(limit / 2), headSeq - limit + 1))
      return { fromSeq, upToSeq: fromSeq + limit - 1 }
    }
  }
}

/** The entry that has to be held for any of the part to be of use. */
function anchorOf(place: PlaceInThread, wanted: HeldRange): number {
  if (place.kind === 'after') return wanted.fromSeq
  return place.kind === 'around' ? Math.min(place.seq, wanted.upToSeq) : wanted.upToSeq
}

function heldPart(ranges: readonly HeldRange[], wanted: HeldRange, anchor: number): HeldRange | null {
  const range = rangeAt(ranges, anchor)
  if (!range) return null
  return {
    fromSeq: Math.max(range.fromSeq, wanted.fromSeq),
    upToSeq: Math.min(range.upToSeq, wanted.upToSeq),
  }
}

function lackingOf(
  ranges: readonly HeldRange[],
  wanted: HeldRange,
  held: HeldRange | null,
  place: PlaceInThread,
): PartOfThread | null {
  const limit = limits.entriesPerPage
  if (held && held.fromSeq > wanted.fromSeq) return { before: held.fromSeq, limit }
  if (held) return held.upToSeq < wanted.upToSeq ? { after: held.upToSeq, limit } : null
  if (place.kind === 'before' || place.kind === 'end') return { before: wanted.upToSeq + 1, limit }
  return { after: rangeAt(ranges, wanted.fromSeq)?.upToSeq ?? wanted.fromSeq - 1, limit }
}
