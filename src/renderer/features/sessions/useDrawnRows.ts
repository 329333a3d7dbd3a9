import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useMemo } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionGroup } from './sessionFilters.ts'

/** A list of at most so many sessions is drawn whole. */
const mostDrawnWhole = 50
const rowPx = 54
const headingPx = 30

/** A row that is drawn, and where. */
interface DrawnRow {
  readonly id: SessionId
  /** Place in its group, from 1. */
  readonly place: number
  /** Place among all headings and rows. */
  readonly itemIndex: number
  /** Distance from the top of its group's rows, in px. */
  readonly offsetPx: number
}

interface DrawnRows {
  /** By group: the place of its heading among all headings and rows, and the height of its rows, in px. */
  readonly headings: readonly { readonly itemIndex: number; readonly rowsPx: number }[]
  /** By group: its rows in and near the window, and the one that Tab reaches. */
  readonly rows: readonly (readonly DrawnRow[])[]
  /** To be given each heading and row that is drawn. */
  readonly measure: (element: HTMLElement | null) => void
  /** Scrolls to a session, whether it is drawn or not. */
  readonly bringIntoView: (id: SessionId) => void
}

/** Returns the rows of a list to draw: all of a short one, else those in and near the window. */
export function useDrawnRows(
  list: RefObject<HTMLElement | null>,
  groups: readonly SessionGroup[],
  tabStop: SessionId | undefined,
): DrawnRows {
  const { keys, headingsAt, rowsAt } = useMemo(() => placeItems(groups), [groups])
  const tabStopAt = tabStop === undefined ? undefined : rowsAt.get(tabStop)
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: keys.length,
    getScrollElement: () => list.current,
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
    estimateSize: (index) => (headingsAt.includes(index) ? headingPx : rowPx),
    overscan: 8,
    // The heading of its group stands there.
    scrollPaddingStart: headingPx,
    // The row that Tab reaches is there wherever somebody has scrolled, or the keyboard would lose its place.
    rangeExtractor: (range) => {
      if (keys.length <= mostDrawnWhole) return keys.map((_, index) => index)
      const indexes = defaultRangeExtractor(range)
      if (tabStopAt === undefined || indexes.includes(tabStopAt)) return indexes
      return [...indexes, tabStopAt].sort((a, b) => a - b)
    },
  })
  const drawn = virtualizer.getVirtualItems()
  const startOf = (index: number) => virtualizer.measurementsCache[index]?.start ?? 0
  const bringIntoView = useCallback(
    (id: SessionId) => {
      const index = rowsAt.get(id)
      if (index !== undefined) virtualizer.scrollToIndex(index, { align: 'auto' })
    },
    [rowsAt, virtualizer],
  )
  return {
    headings: headingsAt.map((itemIndex, at) => {
      const lastIndex = itemIndex + (groups[at]?.ids.length ?? 0)
      const lastEnd = virtualizer.measurementsCache[lastIndex]?.end ?? 0
      return { itemIndex, rowsPx: Math.max(0, lastEnd - startOf(itemIndex + 1)) }
    }),
    rows: groups.map(({ ids }, at) => {
      const first = (headingsAt[at] ?? 0) + 1
      return drawn.flatMap(({ index, start }) => {
        const id = index < first ? undefined : ids[index - first]
        return id === undefined
          ? []
          : [{ id, place: index - first + 1, itemIndex: index, offsetPx: start - startOf(first) }]
      })
    }),
    measure: virtualizer.measureElement,
    bringIntoView,
  }
}

/** Places of all headings and rows, one below the other: the key of each, where the heading of each group is, and each session's row. */
function placeItems(groups: readonly SessionGroup[]) {
  const keys: string[] = []
  const headingsAt: number[] = []
  const rowsAt = new Map<SessionId, number>()
  for (const { group, ids } of groups) {
    headingsAt.push(keys.push(`group ${group}`) - 1)
    for (const id of ids) rowsAt.set(id, keys.push(`session ${id}`) - 1)
  }
  return { keys, headingsAt, rowsAt }
}
