import { useEffect } from 'react'
import type { ActionId } from '../../shared/model/actions/actionTable.ts'
import type { KeyboardKind } from '../../shared/model/actions/keyChord.ts'
import { isChord } from '../ui/keyChord.ts'
import { findComposer } from './focusPlaces.ts'
import type { ScreenAction } from './screenActions.ts'

/** Actions whose keys are heard in a dialog, too. */
const alsoInDialogs: ReadonlySet<ActionId> = new Set<ActionId>(['find', 'toggleOutbox'])

/** Actions of which each takes a press of its own: a key that is held down goes to the next patient once. */
const oncePerPress: ReadonlySet<ActionId> = new Set<ActionId>([
  'nextOwed',
  'sendAndNext',
  'sessionMenu',
  'reopenSession',
  'invitePatient',
])

/** Actions whose keys are heard where somebody writes to a session, and are elsewhere what they are without the action. */
const onlyInComposers: ReadonlySet<ActionId> = new Set<ActionId>(['sendAndNext'])

/** Runs an action when one of its keys is pressed, wherever the focus is; in a dialog, only what may follow from there. */
export function useActionKeys(actions: readonly ScreenAction[], keyboard: KeyboardKind): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actions.find(({ keys }) => keys.some((chord) => isChord(event, chord, keyboard)))
      if (!action || (onlyInComposers.has(action.id) && findComposer(document) === null)) return
      event.preventDefault()
      event.stopPropagation()
      if (event.repeat && oncePerPress.has(action.id)) return
      // What covers the whole screen hides whatever an action would open.
      if (document.querySelector('[data-covers-screen]') !== null) return
      if (document.querySelector('[role="dialog"]') === null || alsoInDialogs.has(action.id)) action.run()
    }
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [actions, keyboard])
}
