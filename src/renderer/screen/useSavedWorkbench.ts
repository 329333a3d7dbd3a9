import { useEffect } from 'react'
import type { StoreApi } from 'zustand'
import { systemClock } from '../../shared/model/timing/clock.ts'
import { useActions } from '../state/ConsoleContext.tsx'
import { toWorkspace, type WorkbenchState } from '../state/workbench.ts'

/** Time for which the arrangement must be still before it is saved. */
const pauseMs = 500

/** Saves the arrangement of the screen whenever it has changed and come to rest, and when the page or the console goes away. */
export function useSavedWorkbench(bench: StoreApi<WorkbenchState>): void {
  const { saveWorkspace, onClosing } = useActions()
  useEffect(() => {
    let saved = ''
    const save = async () => {
      cancel?.()
      cancel = null
      const { openIds } = bench.getState()
      if (openIds === null) return
      const workspace = toWorkspace(bench.getState())
      const text = JSON.stringify([workspace, openIds])
      if (text === saved) return
      saved = text
      await saveWorkspace(workspace, openIds)
    }
    const onHide = () => void save()
    // Also at first: the core has to know which sessions are open, whatever it knew at the last start.
    let cancel: (() => void) | null = systemClock.after(pauseMs, onHide)
    const stopClosing = onClosing(save)
    const stop = bench.subscribe(() => {
      cancel?.()
      cancel = systemClock.after(pauseMs, onHide)
    })
    // What is sent when the page hides may not leave any more; before it unloads, it does.
    const ends = ['beforeunload', 'pagehide'] as const
    for (const end of ends) window.addEventListener(end, onHide)
    return () => {
      stop()
      stopClosing()
      for (const end of ends) window.removeEventListener(end, onHide)
      onHide()
    }
  }, [bench, saveWorkspace, onClosing])
}
