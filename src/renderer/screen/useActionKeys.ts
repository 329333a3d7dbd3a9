import { useEffect } from 'react'
import { flushSync } from 'react-dom'
import { isChord } from '../ui/keyChord.ts'
import { leaveToDialog } from './focusPanel.ts'
import type { ScreenAction } from './screenActions.ts'

/**
 * Runs an action when one of its keys is pressed, wherever the focus is; not while a dialog is open. What it opens is drawn, and
 * the focus has moved, before the next key is heard.
 */
export function useActionKeys(actions: readonly ScreenAction[], isMac: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actions.find(({ keys }) => keys.some((chord) => isChord(event, chord, isMac)))
      if (!action) return
      event.preventDefault()
      event.stopPropagation()
      const dialog = document.querySelector('[role="dialog"]')
      if (dialog !== null && action.id !== 'find' && action.id !== 'toggleOutbox') return
      flushSync(action.run)
      leaveToDialog(document)
    }
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [actions, isMac])
}
