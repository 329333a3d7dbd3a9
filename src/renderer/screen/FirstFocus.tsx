import { useEffect, useRef } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { useConsole, useKnowledge } from '../state/ConsoleContext.tsx'
import type { WorkbenchState } from '../state/workbench.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import { composerOf, firstPlaceOn } from './focusPlaces.ts'

/**
 * Place of the focus when the screen begins, and again when somebody has signed in again over it: what is typed then reaches the
 * patient at work. Whoever has the focus by then keeps it. Draws nothing.
 */
export function FirstFocus({ bench }: { readonly bench: StoreApi<WorkbenchState> }) {
  const { move } = useFocusMoves()
  const isExpired = useConsole(({ account }) => account.state === 'expired')
  const isKnown = useKnowledge() !== 'fetching'
  const hasTabs = useStore(bench, ({ openIds }) => openIds !== null)
  const activeId = useStore(bench, (state) => state.activeId)
  const isWanted = useRef(true)
  const wasExpired = useRef(isExpired)

  useEffect(() => {
    if (wasExpired.current && !isExpired) isWanted.current = true
    wasExpired.current = isExpired
    // With a tab there is a place at once; without one it is not known before what is fetched is here.
    if (!isWanted.current || !hasTabs || (activeId === null && !isKnown)) return
    const frame = requestAnimationFrame(() => {
      isWanted.current = false
      if (document.activeElement !== document.body || document.querySelector('[role="dialog"]') !== null) return
      move(() => (activeId === null ? firstPlaceOn(document) : composerOf(document, activeId)))
    })
    return () => cancelAnimationFrame(frame)
  }, [move, isExpired, isKnown, hasTabs, activeId])
  return null
}
