import { useEffect } from 'react'
import { isChord } from '../ui/keyChord.ts'
import type { ScreenAction } from './screenActions.ts'

/** Runs an action when one of its keys is pressed, wherever the focus is; not while a dialog is open. */
export function useActionKeys(actions: readonly ScreenAction[], isMac: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      // AltGr types characters; it is not Ctrl with Alt.
      if (event.getModifierState('AltGraph') || event.isComposing) return
      const action = actions.find(({ keys }) => keys.some((chord) => isChord(event, chord, isMac)))
      if (!action) return
      event.preventDefault()
      event.stopPropagation()
      const dialog = document.querySelector('[role="dialog"]')
      if (dialog === null || action.id === 'find' || action.id === 'toggleOutbox') action.run()
    }
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [actions, isMac])
}
