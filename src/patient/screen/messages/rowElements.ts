import type { PageRow } from '../../conversation/pageRows.ts'
import { type RowActions, rowElement } from './messageElement.ts'
import { createNearTasks } from './nearTasks.ts'
import { createSeenRows } from './seenRows.ts'

/** The elements of the rows, by the rows' keys. */
export interface RowElements {
  /** Draws what differs from what is there. Returns whether a message of somebody else is new at the end. */
  readonly draw: (rows: readonly PageRow[]) => boolean
}

/** Draws rows into `list`, which scrolls in `scroller`. `seen` is called with the greatest `seq` that was in view. */
export function createRowElements(parts: {
  readonly list: HTMLElement
  readonly scroller: HTMLElement
  readonly actions: Omit<RowActions, 'whenNear'>
  readonly seen: (seq: number) => void
}): RowElements {
  const { list, scroller } = parts
  const shown = new Map<string, { readonly element: HTMLLIElement; readonly drawnFrom: string }>()
  const seenRows = createSeenRows(scroller, parts.seen)
  const nearTasks = createNearTasks(scroller)
  const actions = { ...parts.actions, whenNear: nearTasks.whenNear }

  function removeAllBut(keys: ReadonlySet<string>): void {
    for (const [key, { element }] of shown) {
      if (keys.has(key)) continue
      if (focusIn(element)) scroller.focus()
      remove(key, element)
    }
  }

  function remove(key: string, old: HTMLLIElement): void {
    seenRows.forget(old)
    nearTasks.forget(old)
    old.remove()
    shown.delete(key)
  }

  function drawAt(place: Element | null, row: PageRow, drawnFrom: string): void {
    const next = rowElement(row, actions)
    const before = shown.get(row.key)?.element
    const focus = before && focusIn(before)
    if (before) remove(row.key, before)
    list.insertBefore(next, place)
    // Whoever stood on something in it stands there again, or at least in the list.
    const same = focus?.act && next.querySelector<HTMLElement>(`[data-act="${focus.act}"]`)
    if (focus) (same || scroller).focus()
    shown.set(row.key, { element: next, drawnFrom })
    if (next.hasAttribute('data-seq')) seenRows.watch(next)
  }

  return {
    draw: (rows) => {
      removeAllBut(new Set(rows.map(({ key }) => key)))
      let place: Element | null = list.firstElementChild
      let hasNew = false
      for (const row of rows) {
        const drawnFrom = `${zoneOf(row)} ${JSON.stringify(row)}`
        const before = shown.get(row.key)
        const isInPlace = before !== undefined && before.element === place
        if (!before && row.kind === 'message' && !row.isOwn && place === null) hasNew = true
        if (isInPlace) place = before.element.nextElementSibling
        if (before?.drawnFrom !== drawnFrom) drawAt(place, row, drawnFrom)
        else if (!isInPlace) list.insertBefore(before.element, place)
      }
      return hasNew
    },
  }
}

/** Returns what in the row has the focus: `act` is the action of its button; undefined when nothing has. */
function focusIn(row: HTMLElement): { readonly act: string | null } | undefined {
  const { activeElement } = document
  if (!activeElement || !row.contains(activeElement)) return undefined
  return { act: activeElement.getAttribute('data-act') }
}

/** Returns how far from UTC the device is at the time that the row tells, whose minute and day change with it. */
function zoneOf(row: PageRow): number | undefined {
  return 'at' in row ? new Date(row.at).getTimezoneOffset() : undefined
}
