import { useCallback } from 'react'
import type { StoreApi } from 'zustand'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import type { Landing } from '../state/landing.ts'
import type { WorkbenchState } from '../state/workbench.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import { composerOf } from './focusPlaces.ts'

interface OpenSessionParts {
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  /** Closes what lies over the middle of the screen. */
  readonly putAway: () => void
}

/** Returns the ways to bring a session to the front: as part of a move of the focus, as one, or at a message. */
export function useOpenSession({ bench, tabs, putAway }: OpenSessionParts) {
  const { move } = useFocusMoves()
  const open = useCallback(
    (id: SessionId) => {
      putAway()
      tabs.open(id)
      return composerOf(document, id)
    },
    [tabs, putAway],
  )
  const openAtOnce = useCallback((id: SessionId) => move(() => open(id)), [move, open])
  const showThread = useCallback(
    (id: SessionId, thread: Thread) => bench.setState(({ threads }) => ({ threads: { ...threads, [id]: thread } })),
    [bench],
  )
  const openAt = useCallback(
    (landing: Landing) =>
      move(() => {
        bench.setState({ landing })
        showThread(landing.sessionId, landing.thread)
        return open(landing.sessionId)
      }),
    [bench, move, showThread, open],
  )
  return { open, openAtOnce, openAt, showThread }
}
