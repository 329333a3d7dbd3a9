import type { Entry } from '../../../shared/model/entry.ts'
import { isAmendment } from '../../../shared/model/messageView.ts'
import {
  cutPart,
  type Edge,
  joinParts,
  type PageOfThread,
  type PartOfThread,
  partOf,
  type Side,
  touches,
  unknownPart,
  withArrivals,
  withEdgesAsked,
  withPage,
} from './partOfThread.ts'

/** Parts of a thread that the screen holds. What is drawn is one of them, so that no hole lies between two rows. */
export interface LoadedThread {
  /** The end of the thread: what comes in goes there. */
  readonly end: PartOfThread
  /** The part that is read further up, with something between it and the end; null while the end is read. */
  readonly away: PartOfThread | null
  /** False until the end was read. */
  readonly loaded: boolean
  /** Entries that came in before that, ascending. */
  readonly early: readonly Entry[]
  /** While the thread is not on the screen: the `seq` at which its reader left it, or null at its end. */
  readonly keepFromSeq: number | null
}

export const notLoadedThread: LoadedThread = {
  end: unknownPart,
  away: null,
  loaded: false,
  early: [],
  keepFromSeq: null,
}

/** Number of entries that are kept of a thread that is not on the screen, and of the end of one that is read further up. */
export const hiddenThreadEntries = 50

/** The most that is kept of a hidden thread, however far up its reader was. */
export const mostHiddenEntries = 500

/** When a part has more rows than these, it is cut to `keptRows` on the side that was left. */
export const mostRows = 400
const keptRows = 300

/** When more entries than these were missed at the end of a thread, what is held of it is read anew. */
const mostMissed = 500

/** Returns the part that is drawn. */
export function shownPart({ away, end }: Pick<LoadedThread, 'away' | 'end'>): PartOfThread {
  return away ?? end
}

/** Both lists as one, by ascending `seq`, each `seq` once. Returns `held` itself when nothing is new. */
export function mergeEntries(held: readonly Entry[], incoming: readonly Entry[]): readonly Entry[] {
  const bySeq = new Map(held.map((entry) => [entry.seq, entry]))
  for (const entry of incoming) if (!bySeq.has(entry.seq)) bySeq.set(entry.seq, entry)
  return bySeq.size === held.length ? held : [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/** The thread after entries were logged. */
export function withLogged(thread: LoadedThread, logged: readonly Entry[]): LoadedThread {
  const arrived = mergeEntries([], logged)
  if (!thread.loaded) {
    const away = thread.away && withArrivals(thread.away, arrived)
    return { ...thread, away, early: mergeEntries(thread.early, arrived).slice(-hiddenThreadEntries) }
  }
  const end = withArrivals(thread.end, arrived)
  const away = thread.away && withArrivals(thread.away, arrived)
  return end === thread.end && away === thread.away ? thread : { ...thread, end, away }
}

/**
 * Returns whether what is held of the thread may be none of it any more: another entry stands in the place of one that is held, or so many were
 * missed that what is held may have been taken back among them.
 */
export function isOutdated({ end, away }: LoadedThread, logged: readonly Entry[]): boolean {
  const isOther = ({ seq, id }: Entry) =>
    [end, away].some((part) => {
      const there = part?.entries[seq - (part.entries[0]?.seq ?? 0)]
      return there !== undefined && there.id !== id
    })
  const last = end.entries.at(-1)?.seq
  const first = Math.min(...logged.map(({ seq }) => seq))
  return (last !== undefined && first > last + mostMissed) || logged.some(isOther)
}

/**
 * The thread after its end was read, at first or again. Where the page does not reach down to what was held, that is let go of; or, where
 * somebody may be reading it, it stays what is drawn.
 */
export function withEndPage(thread: LoadedThread, page: PageOfThread, isRead: boolean): LoadedThread {
  const read = partOf(page, 'last')
  if (!thread.loaded) return joinAway({ ...thread, loaded: true, early: [], end: withArrivals(read, thread.early) })
  const held = thread.end
  if (read.entries.length === 0) {
    const isEmpty = held.entries.length === 0
    return { ...thread, end: isEmpty ? read : { ...held, later: read.later } }
  }
  if (touches(held, read)) return joinAway({ ...thread, end: joinParts(held, read) })
  if (!isRead || held.entries.length === 0) return joinAway({ ...thread, end: read })
  return { ...thread, end: read, away: thread.away ?? { ...held, later: { kind: 'more' } } }
}

/** The thread with the part around `seq` on the screen. */
export function withPartAround(thread: LoadedThread, page: PageOfThread, seq: number): LoadedThread {
  return joinAway({ ...thread, away: partOf(page, seq) })
}

/** The thread with its end on the screen. */
export function withoutAway(thread: LoadedThread): LoadedThread {
  return thread.away === null ? thread : { ...thread, away: null }
}

/** The thread after what is beyond an edge was asked for. */
export function withEdgeFetched(thread: LoadedThread, side: Side): LoadedThread {
  return withShown(thread, { ...shownPart(thread), [side]: { kind: 'fetching' } satisfies Edge })
}

/** The thread after the page beyond the edge at `anchorSeq` was read. Nothing changes where that is no longer an edge that was asked for. */
export function withEdgePage(thread: LoadedThread, side: Side, page: PageOfThread, anchorSeq: number): LoadedThread {
  const isAsked = (part: PartOfThread | null): part is PartOfThread =>
    part?.[side].kind === 'fetching' && edgeSeq(part, side) === anchorSeq
  const read = partOf(page, side === 'earlier' ? 'last' : 'first')
  const shown = shownPart(thread)
  if (isAsked(shown)) {
    const grown = withShown(thread, withPage(shown, side, read))
    return side === 'earlier' ? cutBelow(grown) : cutAbove(joinAway(grown))
  }
  return isAsked(thread.end) ? { ...thread, end: withPage(thread.end, side, read) } : thread
}

/** Returns the `seq` of the entry beside which a part goes on; undefined for a part without any. */
export function edgeSeq({ entries }: PartOfThread, side: Side): number | undefined {
  return (side === 'earlier' ? entries[0] : entries.at(-1))?.seq
}

/** Returns whether the part that is read has come down to the end of the thread, so that both can be one. */
export function reachesEnd({ away, end, loaded }: LoadedThread): boolean {
  return away !== null && loaded && touches(away, end)
}

/** The thread with the part that is read and the end as one, where nothing lies between. */
export function joinAway(thread: LoadedThread): LoadedThread {
  const { away, end } = thread
  if (away === null || !thread.loaded) return thread
  if (touches(away, end)) return { ...thread, end: joinParts(away, end), away: null }
  // It was read later than the end, and reaches further.
  return away.entries.length > 0 && away.later.kind === 'nothing' ? { ...thread, end: away, away: null } : thread
}

/** The thread with what failed to be fetched to be asked for again. */
export function withAsked(thread: LoadedThread): LoadedThread {
  const end = withEdgesAsked(thread.end)
  const away = thread.away && withEdgesAsked(thread.away)
  return end === thread.end && away === thread.away ? thread : { ...thread, end, away }
}

/**
 * The thread cut to what a hidden one keeps: its newest entries, and further up to where its reader left it. Returns `thread` itself
 * when there is nothing to cut.
 */
export function trimThread(thread: LoadedThread): LoadedThread {
  const keepFromSeq = thread.keepFromSeq ?? Number.POSITIVE_INFINITY
  const { end, away } = thread
  if (away !== null && thread.keepFromSeq !== null) {
    const from = away.entries.findIndex(({ seq }) => seq >= keepFromSeq)
    const kept = cutPart(away, Math.max(from, 0), Math.max(from, 0) + mostRows / 4)
    return { ...thread, away: kept, end: cutPart(end, end.entries.length - hiddenThreadEntries, end.entries.length) }
  }
  const above = end.entries.filter((entry) => entry.seq >= keepFromSeq).length
  const kept = Math.min(Math.max(hiddenThreadEntries, above), mostHiddenEntries)
  if (end.entries.length <= kept) return withoutAway(thread)
  return { ...thread, away: null, end: cutPart(end, end.entries.length - kept, end.entries.length) }
}

function withShown(thread: LoadedThread, part: PartOfThread): LoadedThread {
  return thread.away === null ? { ...thread, end: part } : { ...thread, away: part }
}

/** The thread without the far end of a part that has grown upwards; what was the end is then no longer what is read. */
function cutBelow(thread: LoadedThread): LoadedThread {
  const part = shownPart(thread)
  const to = indexAfterRows(part.entries)
  if (to === null) return thread
  const { end } = thread
  return {
    ...thread,
    away: cutPart(part, 0, to),
    end: cutPart(end, end.entries.length - hiddenThreadEntries, end.entries.length),
  }
}

/** The thread without the far beginning of a part that has grown downwards. */
function cutAbove(thread: LoadedThread): LoadedThread {
  const part = shownPart(thread)
  const to = indexAfterRows(part.entries.toReversed())
  return to === null ? thread : withShown(thread, cutPart(part, part.entries.length - to, part.entries.length))
}

/** Returns how many entries have the first `keptRows` rows, or null where all are few enough. What is said of a message has no row. */
function indexAfterRows(entries: readonly Entry[]): number | null {
  const hasRow = ({ body }: Entry) => !isAmendment(body)
  if (entries.length <= mostRows || entries.filter(hasRow).length <= mostRows) return null
  let rows = 0
  return entries.findIndex((entry) => {
    if (hasRow(entry)) rows += 1
    return rows > keptRows
  })
}
