import type { DockviewPanelApi } from 'dockview-react'
import { type RefObject, useEffect } from 'react'

/** Keeps the tab of a visible panel in view: when it comes to the front, and when it or the row of tabs changes its width. */
export function useReveal(content: RefObject<HTMLElement | null>, api: DockviewPanelApi): void {
  useEffect(() => {
    const tab = content.current?.closest('[role="tab"]')
    if (!tab) return
    const widths = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
    const watch = () => {
      widths.disconnect()
      if (!api.isVisible) return
      // Being watched anew tells of the present width, too.
      widths.observe(tab)
      if (tab.parentElement) widths.observe(tab.parentElement)
    }
    watch()
    const heard = [api.onDidVisibilityChange(watch), api.onDidGroupChange(watch)]
    return () => {
      for (const listening of heard) listening.dispose()
      widths.disconnect()
    }
  }, [content, api])
}
