import { useEffect } from 'react'
import type { StoreApi } from 'zustand'
import { systemClock } from '../../shared/model/clock.ts'
import { useActions } from '../state/ConsoleContext.tsx'
import { toWorkspace, type WorkbenchState } from '../state/workbench.ts'

/** How long the arrangement must be still before it is saved. */
const pauseMs = 500

/** Saves the arrangement of the screen whenever it has changed and come to rest, and when the page goes away. */
export function useSavedWorkbench(bench: StoreApi<WorkbenchState>): void {
  const { saveWorkspace } = useActions()
  useEffect(() => {
    let saved = JSON.stringify(toWorkspace(bench.getState()))
    let cancel: (() => void) | null = null
    const save = () => {
      cancel?.()
      cancel = null
      const workspace = toWorkspace(bench.getState())
      const text = JSON.stringify(workspace)
      if (text === saved) return
      saved = text
      void saveWorkspace(workspace)
    }
    const stop = bench.subscribe(() => {
      cancel?.()
      cancel = systemClock.after(pauseMs, save)
    })
    window.addEventListener('pagehide', save)
    return () => {
      stop()
      window.removeEventListener('pagehide', save)
      save()
    }
  }, [bench, saveWorkspace])
}
