import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionId } from '../../shared/model/ids.ts'
import { createDoor, type Door } from '../features/door/door.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { dialog, kept } from './focusPlaces.ts'
import type { SessionActs } from './sessionActs.ts'

interface DoorParts {
  readonly acts: SessionActs
  readonly open: (id: SessionId) => FocusPlace
}

/** Returns the door of this screen: how to ask who is there, and how to go from there to their first message. */
export function useDoor({ acts, open }: DoorParts): {
  readonly door: Door
  readonly ask: () => FocusPlace
  readonly write: (id: SessionId) => void
} {
  const { t } = useTranslation()
  const actions = useActions()
  const readConsole = useReadConsole()
  const { move } = useFocusMoves()
  const [door] = useState(() => createDoor(actions))
  const ask = useCallback(() => {
    if (!acts.isOffered('newPatient')) {
      acts.state.setState({ said: { text: t('door.notYours'), isFailure: true } })
      return kept
    }
    door.open()
    return dialog
  }, [acts, door, t])
  const write = useCallback(
    (id: SessionId) =>
      move(() => {
        door.close()
        // One that has not come yet would be an empty tab; it comes into the list by itself.
        return readConsole().sessions.has(id) ? open(id) : kept
      }),
    [door, move, open, readConsole],
  )
  return { door, ask, write }
}
