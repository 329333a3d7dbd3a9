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
    let saved = JSON.stringify(toWorkspace(bench.getState()))
    let cancel: (() => void) | null = null
    const save = async () => {
      cancel?.()
      cancel = null
      const workspace = toWorkspace(bench.getState())
      const text = JSON.stringify(workspace)
      if (text === saved) return
      saved = text
      await saveWorkspace(workspace)
    }
    const onHide = () => void save()
    const stopClosing = onClosing(save)
    const stop = bench.subscribe(() => {
      cancel?.()
      cancel = systemClock.after(pauseMs, onHide)
    })
    window.addEventListener('pagehide', onHide)
    return () => {
      stop()
      stopClosing()
      window.removeEventListener('pagehide', onHide)
      onHide()
    }
  }, [bench, saveWorkspace, onClosing])
}
