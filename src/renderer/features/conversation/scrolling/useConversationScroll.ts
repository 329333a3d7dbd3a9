import { defaultRangeExtractor, measureElement, type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Row } from '../conversationRows.ts'
import { type Placement, placeOnOpening, type ReadingPosition } from './readingPosition.ts'
import type { LeftConversation } from './readingPositions.ts'
import { estimateRowPx, offsetOfRow } from './rowHeights.ts'

/** Nearer to the end than this, in px, the reader is at the end, and the list follows. */
const endWithinPx = 32
const listPaddingPx = 14

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
}

/**
 * Holds the list still: it follows new rows only when the reader is at the end or has just written one, keeps the row that is
 * read in its place when rows come above or below, and opens where `left` says.
 */
export function useConversationScroll(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly Row[],
  left: LeftConversation | undefined,
): ConversationScroll {
  const [placement] = useState(() => placeOnOpening(rows, left?.position ?? { kind: 'end' }))
  const heightOf = (index: number) => {
    const row = rows[index]
    return row ? (left?.heightsPx.get(row.key) ?? estimateRowPx(row)) : 0
  }
  const windowPx = useRef(0)
  const [currentKey, setCurrentKey] = useState<string | null>(null)
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const [atEnd, setAtEnd] = useState(placement.kind === 'end')

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey,
    estimateSize: heightOf,
    initialOffset: () =>
      offsetOfRow(rows.length, heightOf, listPaddingPx, placement.kind === 'end' ? rows.length : placement.index) +
      (placement.kind === 'end' ? 0 : placement.aboveEdgePx),
    overscan: 6,
    paddingStart: listPaddingPx,
    paddingEnd: listPaddingPx,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endWithinPx,
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
      if (scroller.current?.clientHeight === windowPx.current) setAtEnd(instance.isAtEnd(endWithinPx))
    },
  })

  useEndWhenResized(scroller, virtualizer, windowPx, atEnd)
  usePlacement(scroller, virtualizer, placement)
  useOwnMessages(virtualizer, rows)

  const goTo = useCallback(
    (key: string) => {
      const index = rows.findIndex((row) => row.key === key)
      if (index < 0) return
      setCurrentKey(key)
      virtualizer.scrollToIndex(index, { align: 'auto' })
    },
    [rows, virtualizer],
  )

  return {
    virtualizer,
    atEnd,
    position: () => {
      const offsetPx = virtualizer.scrollOffset ?? 0
      const item = virtualizer.getVirtualItemForOffset(offsetPx)
      const row = item && rows[item.index]
      if (atEnd || !row) return { kind: 'end' }
      return { kind: 'row', key: row.key, aboveEdgePx: offsetPx - item.start }
    },
    goToEnd: () => virtualizer.scrollToEnd(),
    currentKey,
    setCurrentKey,
    goTo,
  }
}

type Virtualizer = ConversationScroll['virtualizer']

/** Keeps a reader at the end there when the window changes its height, which is written to `windowPx`. */
function useEndWhenResized(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer,
  windowPx: RefObject<number>,
  atEnd: boolean,
): void {
  const follows = useRef(atEnd)
  follows.current = atEnd
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    windowPx.current = element.clientHeight
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === windowPx.current) return
      windowPx.current = element.clientHeight
      if (follows.current) virtualizer.scrollToEnd()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, virtualizer, windowPx])
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

/** Scrolls to what this person has just written, the one thing that may move the list: they want to see it. */
function useOwnMessages(virtualizer: Virtualizer, rows: readonly Row[]): void {
  const lastKey = rows.at(-1)?.key
  const last = useRef(lastKey)
  useLayoutEffect(() => {
    const row = rows.at(-1)
    const written = last.current !== lastKey && row?.kind === 'message' && row.own?.kind === 'queued'
    last.current = lastKey
    if (written) virtualizer.scrollToEnd()
  }, [virtualizer, rows, lastKey])
}
