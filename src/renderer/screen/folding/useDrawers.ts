import { useCallback, useLayoutEffect, useMemo } from 'react'
import { type StoreApi, useStore } from 'zustand'
import { useFocusMoves, useLentFocus } from '../../ui/focus/focusContext.ts'
import type { FocusPlace } from '../../ui/focus/focusMoves.ts'
import type { Drawer, Fold } from './fold.ts'
import { drawerOf } from './useFold.ts'

/** Opens and closes what is folded away. */
export interface Drawers {
  /** Opens one over the rest of the screen, where it is folded away, and lends it the focus; null where it is not. */
  readonly open: (drawer: Drawer, find: () => HTMLElement | null) => FocusPlace | null
  /** Closes what lies over the rest. The focus goes back to where it was, or home where that is no more. */
  readonly close: () => void
  /** Puts away what lies over the rest, if anything does, as the focus goes elsewhere. */
  readonly putAway: () => void
}

interface DrawerParts {
  readonly fold: StoreApi<Fold>
  readonly page: Document
  /** Place of the focus when nobody is left to give it back to. */
  readonly home: () => FocusPlace
}

/**
 * Opens and closes the parts that are folded away. One that is open is no dialog: every key goes on working, and as soon as somebody
 * writes, presses or goes elsewhere it is away, so that nothing ever lies over a text that is being written.
 */
export function useDrawers({ fold, page, home }: DrawerParts): Drawers {
  const opened = useStore(fold, (state) => state.opened)
  const { move } = useFocusMoves()
  useLentFocus(opened !== null)
  const putAway = useCallback(() => {
    if (fold.getState().opened !== null) fold.setState({ opened: null })
  }, [fold])
  const close = useCallback(() => {
    move(() => {
      const { activeElement } = page
      const isInside = activeElement instanceof HTMLElement && drawerOf(activeElement) === fold.getState().opened
      // What is hidden keeps the focus for a moment, and it is given back only where nobody has it.
      if (isInside) activeElement.blur()
      putAway()
      return { kind: 'kept' }
    })
    if (page.activeElement === page.body) move(home)
  }, [fold, page, home, move, putAway])
  const open = useCallback<Drawers['open']>(
    (drawer, find) => {
      if (!fold.getState().isFolded[drawer]) return null
      fold.setState({ opened: drawer })
      return { kind: 'lent', find }
    },
    [fold],
  )
  useLayoutEffect(() => {
    if (opened === null) return
    const leave = ({ target }: Event) => {
      if (isElsewhere(target, opened)) putAway()
    }
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isOverScreen(event.target)) return
      event.preventDefault()
      close()
    }
    page.addEventListener('focusin', leave)
    page.addEventListener('pointerdown', leave)
    page.addEventListener('keydown', press)
    return () => {
      page.removeEventListener('focusin', leave)
      page.removeEventListener('pointerdown', leave)
      page.removeEventListener('keydown', press)
    }
  }, [opened, close, putAway, page])
  return useMemo(() => ({ open, close, putAway }), [open, close, putAway])
}

/** Returns whether this is on the screen and not in the drawer, nor what opens it. A menu or a dialog over the screen is neither. */
function isElsewhere(target: EventTarget | null, opened: Drawer): boolean {
  if (!(target instanceof Element) || isOverScreen(target)) return false
  return target.closest(`[data-drawer="${opened}"], [data-opens="${opened}"]`) === null
}

/** Returns whether this is in what lies over the whole screen: a dialog or a menu, which has keys of its own. */
function isOverScreen(target: EventTarget | null): boolean {
  return target instanceof Element && target !== target.ownerDocument.body && target.closest('[data-screen]') === null
}
