import type { FocusEvent, KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import type { SessionId } from '../../../shared/model/ids.ts'

/** The arrow keys, Home and End go from row to row, over the groups, also to rows that are not drawn yet. */
export function useRowFocus(
  ids: readonly SessionId[],
  setFocused: (id: SessionId | null) => void,
  bringIntoView: (id: SessionId) => void,
) {
  return {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      const focused = rowOf(document.activeElement)?.dataset.session
      const at = ids.findIndex((id) => `${id}` === focused)
      const wanted = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: ids.length - 1 }[event.key]
      if (wanted === undefined) return
      event.preventDefault()
      const id = ids[Math.min(wanted, ids.length - 1)]
      if (id === undefined) return
      const list = event.currentTarget
      bringIntoView(id)
      // Drawn before the next key is heard, so that it goes on from there.
      flushSync(() => setFocused(id))
      list.querySelector<HTMLElement>(`[data-session="${CSS.escape(id)}"]`)?.focus()
    },
    onFocus: (event: FocusEvent<HTMLElement>) => {
      const session = rowOf(event.target)?.dataset.session
      setFocused(ids.find((id) => id === session) ?? null)
    },
  }
}

function rowOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-session]') ?? null
}
