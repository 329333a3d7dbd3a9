import { createContext, useContext, useLayoutEffect, useRef } from 'react'
import type { FocusMoves } from './focusMoves.ts'

/** Carries the screen's focus moves to whatever opens and closes. */
export const FocusContext = createContext<FocusMoves | null>(null)

/** Returns the focus moves of the screen. */
export function useFocusMoves(): FocusMoves {
  const moves = useContext(FocusContext)
  if (moves === null) throw new Error('This is drawn outside of FocusContext.')
  return moves
}

/** Returns the focus, when a dialog closes, to where it was when it opened. */
export function useLentFocus(isOpen: boolean): void {
  const { lend } = useFocusMoves()
  const giveBack = useRef<(() => void) | null>(null)
  useLayoutEffect(() => {
    if (isOpen) giveBack.current = lend()
    else giveBack.current?.()
  }, [isOpen, lend])
}
