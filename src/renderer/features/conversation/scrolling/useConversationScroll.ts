import { defaultRangeExtractor, measureElement, type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Row } from '../rows/conversationRows.ts'
import type { Folding } from '../useFolding.ts'
import { keepBringing } from './keepBringing.ts'
import { offsetFor, type PlaceInWindow } from './placeInWindow.ts'
import { type Placement, placeOnOpening, type ReadingPosition, seqAt } from './readingPosition.ts'
import type { LeftConversation } from './readingPositions.ts'
import { edgeHeightPx, estimateRowPx, offsetOfRow } from './rowHeights.ts'

/** Nearer to the end than this, in px, the reader is at the end, and the list follows. */
const endWithinPx = 32
const listPaddingPx = 14

/** End of what is shown: whether it is the end of the thread, and whether that is shown at all. `coveredPx`: what lies over its beginning. */
export interface ShownEnd {
  readonly isEnd: boolean
  readonly isAway: boolean
  readonly coveredPx: number
}

export interface ConversationScroll {
  readonly virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>
  readonly atEnd: boolean
  /** Returns the reader's place now. */
  readonly position: () => ReadingPosition
  readonly goToEnd: () => void
  /** The message that has, or had last, the focus of the keyboard. */
  readonly currentKey: string | null
  readonly setCurrentKey: (key: string) => void
  /** Brings a message into view and makes it the current one. Does nothing when it is not loaded. */
  readonly goTo: (key: string) => void
  /** Brings a row to a place in the view, and keeps it there until all around it is measured. */
  readonly land: (key: string, place: PlaceInWindow) => void
}

/**
 * Holds the list still: it follows new rows only when the reader is at the end or has just written one, keeps the row that is
 * read in its place when rows come above or below, and opens where `left` says.
 */
export function useConversationScroll(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  left: LeftConversation | undefined,
  { isEnd, isAway, coveredPx }: ShownEnd,
  { isFolded, grownKey }: Pick<Folding, 'isFolded' | 'grownKey'>,
): ConversationScroll {
  const [placement] = useState(() => placeOnOpening(rows, left))
  const heightOf = (index: number) => {
    const row = rows[index]
    return row ? (left?.heightsPx.get(row.key) ?? estimateRowPx(row, isFolded(row))) : 0
  }
  const windowPx = useRef(0)
  const [currentKey, setCurrentKey] = useState<string | null>(null)
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const [atListEnd, setAtListEnd] = useState(placement.kind === 'end')
  const atEnd = atListEnd && isEnd
  const wasAway = useBefore(isAway)
  const hadGrown = useBefore(grownKey)

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: heightOf,
    initialOffset: () =>
      offsetOfRow(rows.length, heightOf, edgeHeightPx, placement.kind === 'end' ? rows.length : placement.index) +
      (placement.kind === 'end' ? 0 : placement.aboveEdgePx),
    overscan: 6,
    // The line at the upper edge stands there.
    paddingStart: edgeHeightPx,
    paddingEnd: listPaddingPx,
    scrollPaddingStart: coveredPx,
    anchorTo: 'end',
    // What is read on the way down to the end is no reason to go there.
    followOnAppend: !(isAway || wasAway.current),
    // Who unfolds the last message reads on where its beginning ended: the list does not follow to where it ends now.
    scrollEndThreshold: hadGrown.current === grownKey ? endWithinPx : -1,
    // A row that is not laid out has no height to speak of; it keeps the one it had.
    measureElement: (element, entry, instance) => {
      const heightPx = measureElement(element, entry, instance)
      const key = getItemKey(instance.indexFromElement(element))
      return heightPx > 0 ? heightPx : (instance.itemSizeCache.get(key) ?? heightOf(instance.indexFromElement(element)))
    },
    // The row with the focus stays drawn wherever the reader scrolls, or the keyboard would lose its place.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range)
      const index = currentKey === null ? -1 : rows.findIndex((row) => row.key === currentKey)
      if (index < 0 || indexes.includes(index)) return indexes
      return [...indexes, index].sort((a, b) => a - b)
    },
    onChange: (instance) => {
      // A window that shrinks, as when the composer grows, does not take the reader away from the end: see below.
      if (scroller.current?.clientHeight === windowPx.current) setAtListEnd(instance.isAtEnd(endWithinPx))
    },
  })

  useEndWhenResized(scroller, virtualizer, windowPx, atEnd, setAtListEnd)
  usePlacement(scroller, virtualizer, placement)
  useRowsAbove(virtualizer, rows)
  const { land, goTo, goToEnd } = useGoing(scroller, virtualizer, rows, { coveredPx, setCurrentKey })
  useOwnMessages(goToEnd, rows)

  return {
    virtualizer,
    atEnd,
    position: () => positionIn(virtualizer, rows, atEnd),
    goToEnd,
    currentKey,
    setCurrentKey,
    goTo,
    land,
  }
}

type Virtualizer = ConversationScroll['virtualizer']

/** Returns the reader's place: the first row that begins in view, or the one that is all of it. */
function positionIn(virtualizer: Virtualizer, rows: readonly Row[], atEnd: boolean): ReadingPosition {
  const offsetPx = virtualizer.scrollOffset ?? 0
  const endPx = offsetPx + (virtualizer.scrollRect?.height ?? 0)
  const beginsInView = virtualizer.getVirtualItems().find(({ start }) => start >= offsetPx && start < endPx)
  const item = beginsInView ?? virtualizer.getVirtualItemForOffset(offsetPx)
  const row = item && rows[item.index]
  if (atEnd || !row) return { kind: 'end' }
  return { kind: 'row', key: row.key, seq: seqAt(rows, item.index), aboveEdgePx: offsetPx - item.start }
}

/**
 * Returns how to go to a message and make it the current one, to the end, and how to bring a row to its place. The last goes by the key of the row, wherever
 * that stands by then: what is fetched above it, or is of another height than it seemed, does not lead elsewhere.
 */
function useGoing(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer,
  rows: readonly Row[],
  { coveredPx, setCurrentKey }: { readonly coveredPx: number; readonly setCurrentKey: (key: string) => void },
): Pick<ConversationScroll, 'land' | 'goTo' | 'goToEnd'> {
  const latest = useRef({ rows, coveredPx })
  latest.current = { rows, coveredPx }
  const end = useRef<(() => void) | null>(null)
  const endLanding = useCallback(() => {
    end.current?.()
    end.current = null
  }, [])
  useLayoutEffect(() => endLanding, [endLanding])
  const goToEnd = useCallback(() => {
    endLanding()
    virtualizer.scrollToEnd()
  }, [endLanding, virtualizer])
  const goTo = useCallback(
    (key: string) => {
      const index = rows.findIndex((row) => row.key === key)
      if (index < 0) return
      endLanding()
      virtualizer.scrollToIndex(index, { align: 'auto' })
      setCurrentKey(key)
    },
    [endLanding, rows, virtualizer, setCurrentKey],
  )
  const land = useCallback(
    (key: string, place: PlaceInWindow) => {
      const element = scroller.current
      endLanding()
      if (element) end.current = keepBringing(element, () => bringTo(key, place, element, virtualizer, latest.current))
    },
    [scroller, virtualizer, endLanding],
  )
  return { land, goTo, goToEnd }
}

/** Scrolls to where a row is at its place, as far as it is known now. Returns whether it was there; false where the row is gone. */
function bringTo(
  key: string,
  place: PlaceInWindow,
  element: HTMLElement,
  virtualizer: Virtualizer,
  { rows, coveredPx }: { readonly rows: readonly Row[]; readonly coveredPx: number },
): boolean {
  // Also takes what was measured into account.
  const totalPx = virtualizer.getTotalSize()
  const index = rows.findIndex((row) => row.key === key)
  const row = rows[index]
  const item = virtualizer.measurementsCache[index]
  if (!row || !item) return false
  const windowPx = element.clientHeight
  // The middle of a long text is not where one begins to read it.
  const isLong = place.kind === 'middle' && row.kind === 'message' && row.isLong
  const wanted = offsetFor(isLong ? { kind: 'top' } : place, {
    ...{ startPx: item.start, sizePx: item.size, windowPx, coveredPx },
  })
  const offsetPx = Math.max(0, Math.min(wanted, totalPx - windowPx))
  if (Math.abs(element.scrollTop - offsetPx) <= 1) return true
  virtualizer.scrollToOffset(offsetPx)
  return false
}

/** Returns where the value of the last drawing stands while the next is being made. */
function useBefore<T>(value: T): RefObject<T> {
  const before = useRef(value)
  useLayoutEffect(() => {
    before.current = value
  }, [value])
  return before
}

/**
 * Keeps a reader at the end there when the window changes its height, which is written to `windowPx`. A reader who has come to the end
 * without scrolling, as all of the list is in view, is told to `onAtEnd`: nothing else tells of that.
 */
function useEndWhenResized(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer,
  windowPx: RefObject<number>,
  atEnd: boolean,
  onAtEnd: (isAtEnd: true) => void,
): void {
  const follows = useRef(atEnd)
  follows.current = atEnd
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    windowPx.current = element.clientHeight
    const observer = new ResizeObserver(() => {
      if (element.clientHeight !== windowPx.current) {
        windowPx.current = element.clientHeight
        if (follows.current) virtualizer.scrollToEnd()
      }
      if (element.scrollHeight - element.scrollTop - element.clientHeight <= endWithinPx) onAtEnd(true)
    })
    observer.observe(element)
    // What is in it grows as its rows are measured.
    for (const sizer of element.children) observer.observe(sizer)
    return () => observer.disconnect()
  }, [scroller, virtualizer, windowPx, onAtEnd])
}

/** Opens the list at its place. */
function usePlacement(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer,
  placement: Placement,
): void {
  useLayoutEffect(() => {
    // The browser keeps the first offset within the list, and raises nothing where it has not moved: a short list is at 0.
    if (scroller.current) virtualizer.scrollOffset = scroller.current.scrollTop
    if (placement.kind === 'end') virtualizer.scrollToEnd()
    else if (placement.aboveEdgePx === 0) virtualizer.scrollToIndex(placement.index, { align: 'start' })
  }, [scroller, virtualizer, placement])
}

/**
 * Ends a scroll to a row at the place that was kept when other rows come above it. It goes by the index of the row, and would go on to the
 * row that has that index now.
 */
function useRowsAbove(virtualizer: Virtualizer, rows: readonly Row[]): void {
  const firstKey = rows[0]?.key
  const before = useRef(firstKey)
  useLayoutEffect(() => {
    if (before.current === firstKey) return
    before.current = firstKey
    virtualizer.cancelScroll()
  }, [virtualizer, firstKey])
}

/** Scrolls to what this person has just written, the one thing that may move the list: they want to see it. */
function useOwnMessages(goToEnd: () => void, rows: readonly Row[]): void {
  const lastKey = rows.at(-1)?.key
  const last = useRef(lastKey)
  useLayoutEffect(() => {
    const row = rows.at(-1)
    const written = last.current !== lastKey && row?.kind === 'message' && row.own?.kind === 'queued'
    last.current = lastKey
    if (written) goToEnd()
  }, [goToEnd, rows, lastKey])
}
