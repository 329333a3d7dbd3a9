import { useCallback, useMemo, useState } from 'react'
import type { StoreApi } from 'zustand'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Finds } from '../../features/conversation/find/finds.ts'
import type { DayQuestion } from '../../features/day/DayDialog.tsx'
import type { SessionTabs } from '../../features/tabs/sessionTabs.ts'
import { threadKey } from '../../state/threadKey.ts'
import type { WorkbenchState } from '../../state/workbench.ts'
import type { FocusPlace } from '../../ui/focus/focusMoves.ts'
import { dialog, findFieldOf, findSessionWrittenTo, kept, nobody } from '../focusPlaces.ts'

interface LookingParts {
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  readonly finds: Finds
}

/** The actions that look for something in the conversation at work, and the question for a day of it. */
export function useLooking({ bench, tabs, finds }: LookingParts) {
  const [day, setDay] = useState<DayQuestion | null>(null)
  const closeDay = useCallback(() => setDay(null), [])
  const effects = useMemo(() => {
    const atWork = () => findSessionWrittenTo(document, tabs.openIds()) ?? tabs.activeId()
    const threadOf = (id: SessionId) => bench.getState().threads[id] ?? 'care'
    const findHere = (): FocusPlace => {
      const id = atWork()
      if (id === null) return nobody
      finds.open(threadKey(id, threadOf(id)))
      return findFieldOf(document, id)
    }
    const step = (by: 1 | -1) => () => {
      const id = atWork()
      return id !== null && finds.step(threadKey(id, threadOf(id)), by) ? kept : findHere()
    }
    const goToDay = (): FocusPlace => {
      const id = atWork()
      if (id === null) return nobody
      setDay({ sessionId: id, thread: threadOf(id) })
      return dialog
    }
    return { findHere, findNext: step(1), findPrevious: step(-1), goToDay }
  }, [bench, tabs, finds])
  return { day, closeDay, effects }
}
