import { useCallback, useLayoutEffect } from 'react'
import { type StoreApi, useStore } from 'zustand'
import type { WorkbenchState } from '../../state/workbench.ts'
import { useFocusMoves } from '../../ui/focus/focusContext.ts'
import { composerOf, kept, sessionsOn } from '../focusPlaces.ts'
import { useDrawers } from './useDrawers.ts'
import { drawerOf, useFold } from './useFold.ts'

/**
 * Returns what of the screen is folded away and what lies over it, with the actions on it: each does in a narrow window over the rest what
 * it does in a wide one beside it.
 */
export function useFolding(bench: StoreApi<WorkbenchState>) {
  const fold = useFold(document, matchMedia)
  const { isFolded, opened } = useStore(fold)
  const home = useCallback(() => composerOf(document, bench.getState().activeId), [bench])
  const { open, close, putAway } = useDrawers({ fold, page: document, home })
  const { move } = useFocusMoves()

  useLayoutEffect(() => {
    if (opened !== 'rail') return
    return () => {
      const isStillInUse = !fold.getState().isFolded.rail && drawerOf(document.activeElement) === 'rail'
      // Seen again, it begins with those who wait, and not where somebody was sought last.
      if (!isStillInUse) document.querySelector('[data-drawer="rail"] nav')?.scrollTo({ top: 0 })
    }
  }, [fold, opened])
  const toSessions = useCallback(() => {
    const row = sessionsOn(document)
    return open('rail', row.find) ?? row
  }, [open])
  const toggleRail = useCallback(
    () =>
      move(() => {
        if (fold.getState().opened !== 'rail') return toSessions()
        close()
        return kept
      }),
    [fold, move, close, toSessions],
  )
  const togglePatient = useCallback(() => {
    if (fold.getState().opened === 'side') {
      close()
      return kept
    }
    const lent = open('side', () => document.querySelector<HTMLElement>('[data-drawer="side"] > aside'))
    if (lent !== null) return lent
    bench.setState(({ showsPatient }) => ({ showsPatient: !showsPatient }))
    return kept
  }, [bench, fold, open, close])
  return { isFolded, opened, putAway, toSessions, toggleRail, togglePatient }
}
