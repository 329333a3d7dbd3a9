import { useLayoutEffect, useState } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { useFocusMoves } from '../../ui/focus/focusContext.ts'
import { sessionsOn } from '../focusPlaces.ts'
import { type Drawer, type Fold, firstFold, foldedUpToPx, refold } from './fold.ts'

/** Returns the part of the page that can be folded away and has an element in it, if any. */
export function drawerOf(element: Element | null): Drawer | null {
  const name = element?.closest<HTMLElement>('[data-drawer]')?.dataset.drawer
  return name === 'rail' || name === 'side' ? name : null
}

/**
 * Returns what of the screen is folded away in this window, as a store that follows its width. The layout goes by it, and by no media
 * query: so a part that has the focus is never hidden for even a moment in which its focus would be lost.
 */
export function useFold(page: Document, matchMedia: (query: string) => MediaQueryList): StoreApi<Fold> {
  const [queries] = useState(() => ({
    side: matchMedia(`(max-width: ${foldedUpToPx.side}px)`),
    rail: matchMedia(`(max-width: ${foldedUpToPx.rail}px)`),
  }))
  const [fold] = useState(() => createStore<Fold>(() => firstFold(isFoldedBy(queries))))
  const { move } = useFocusMoves()
  useLayoutEffect(() => {
    const follow = () => {
      const next = refold(fold.getState(), isFoldedBy(queries), drawerOf(page.activeElement))
      const isOnBar = page.activeElement?.closest('[data-opens]') != null
      if (!isOnBar || next.isFolded.rail) fold.setState(next)
      // The bar is there no more: what it opens is, now by itself.
      else
        move(() => {
          fold.setState(next)
          return sessionsOn(page)
        })
    }
    const all = Object.values(queries)
    for (const query of all) query.addEventListener('change', follow)
    return () => {
      for (const query of all) query.removeEventListener('change', follow)
    }
  }, [fold, queries, page, move])
  return fold
}

function isFoldedBy({ side, rail }: Readonly<Record<Drawer, MediaQueryList>>): Fold['isFolded'] {
  return { side: side.matches, rail: rail.matches }
}
