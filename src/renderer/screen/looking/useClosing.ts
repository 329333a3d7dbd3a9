import { useCallback, useMemo, useState } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionTabs } from '../../features/tabs/sessionTabs.ts'
import { useFocusMoves } from '../../ui/focus/focusContext.ts'
import type { FocusPlace } from '../../ui/focus/focusMoves.ts'
import { composerOf, dialog, kept, nobody } from '../focusPlaces.ts'

/** Closes and pins tabs, and asks before one that is pinned is closed. */
export function useClosing(tabs: SessionTabs) {
  const { move } = useFocusMoves()
  const [asked, setAsked] = useState<SessionId | null>(null)
  const closeNow = useCallback(
    (id: SessionId): FocusPlace => {
      const isInFront = tabs.activeId() === id
      tabs.close(id)
      return isInFront ? composerOf(document, tabs.activeId()) : kept
    },
    [tabs],
  )
  const close = useCallback(
    (id: SessionId): FocusPlace => {
      if (!tabs.isPinned(id)) return closeNow(id)
      setAsked(id)
      return dialog
    },
    [tabs, closeNow],
  )
  const keep = useCallback(() => setAsked(null), [])
  const closePinned = useCallback(
    (id: SessionId) =>
      move(() => {
        setAsked(null)
        return closeNow(id)
      }),
    [move, closeNow],
  )
  const effects = useMemo(() => {
    const atWork = (act: (id: SessionId) => FocusPlace) => () => {
      const id = tabs.activeId()
      return id === null ? nobody : act(id)
    }
    const thenWrite = (act: (id: SessionId) => void) =>
      atWork((id) => {
        act(id)
        return composerOf(document, id)
      })
    return { closeTab: atWork(close), pinTab: thenWrite(tabs.togglePin), closeOtherTabs: thenWrite(tabs.closeOthers) }
  }, [tabs, close])
  return { asked, close, keep, closePinned, effects }
}
