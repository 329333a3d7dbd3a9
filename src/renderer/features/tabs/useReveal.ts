import type { DockviewPanelApi } from 'dockview-react'
import { type RefObject, useEffect } from 'react'

/**
 * Keeps the tab of a visible panel in view: when it comes to the front, and when the window or a split leaves the strip another width. All
 * tabs being of one width, nothing that is in them does so.
 */
export function useReveal(content: RefObject<HTMLElement | null>, api: DockviewPanelApi): void {
  useEffect(() => {
    const tab = content.current?.closest('[role="tab"]')
    if (!tab) return
    const strip = new ResizeObserver(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
    const watch = () => {
      strip.disconnect()
      // Being watched anew tells of the present width, too.
      if (api.isVisible && tab.parentElement) strip.observe(tab.parentElement)
    }
    watch()
    const heard = [api.onDidVisibilityChange(watch), api.onDidGroupChange(watch)]
    return () => {
      for (const listening of heard) listening.dispose()
      strip.disconnect()
    }
  }, [content, api])
}
