import { type RefObject, useCallback, useContext, useSyncExternalStore } from 'react'
import { CoveredContext } from './coveredContext.ts'

/** Returns whether the window that shows this element is visible and has the focus, and nothing lies over it: somebody may be looking. */
export function useLiveScreen(element: RefObject<HTMLElement | null>): boolean {
  const isCovered = useContext(CoveredContext)
  const subscribe = useCallback(
    (listener: () => void) => {
      // A popped-out tab lives in a window of its own.
      const page = element.current?.ownerDocument ?? document
      const view = page.defaultView ?? window
      view.addEventListener('focus', listener)
      view.addEventListener('blur', listener)
      page.addEventListener('visibilitychange', listener)
      return () => {
        view.removeEventListener('focus', listener)
        view.removeEventListener('blur', listener)
        page.removeEventListener('visibilitychange', listener)
      }
    },
    [element],
  )
  const isInFront = useSyncExternalStore(subscribe, () => {
    const page = element.current?.ownerDocument ?? document
    return page.visibilityState === 'visible' && page.hasFocus()
  })
  return isInFront && !isCovered
}
