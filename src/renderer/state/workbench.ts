import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Workspace } from '../../shared/ipc/workspace.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'

/** Open sessions and the arrangement of the screen: kept over restarts, and nobody else's concern. */
export interface WorkbenchState {
  /** The layout of the tabs, as the dock writes it; null before the first. */
  readonly layout: Workspace
  /** The session at work: the active tab's. */
  readonly activeId: SessionId | null
  /** Thread that each open session shows; `care` where there is none here. */
  readonly threads: Readonly<Record<string, Thread>>
  readonly filter: string
  readonly showsPatient: boolean
}

/** The arrangement before the first. */
export const emptyWorkbench: WorkbenchState = {
  layout: null,
  activeId: null,
  threads: {},
  filter: 'mine',
  showsPatient: true,
}

/** Creates the store of the arrangement. */
export function createWorkbench(saved: Workspace): StoreApi<WorkbenchState> {
  return createStore<WorkbenchState>(() => readWorkbench(saved))
}

/** Returns the part of the arrangement that is saved. Which tab is active is part of the layout. */
export function toWorkspace({ layout, threads, filter, showsPatient }: WorkbenchState): Workspace {
  return { layout, threads: { ...threads }, filter, showsPatient }
}

/** Reads an arrangement that this program saved, perhaps an older one: what it does not know is as before the first. */
export function readWorkbench(saved: Workspace): WorkbenchState {
  if (!isJsonObject(saved)) return emptyWorkbench
  const { layout, threads, filter, showsPatient } = saved
  return {
    activeId: null,
    layout: layout ?? null,
    threads: isJsonObject(threads)
      ? Object.fromEntries(Object.entries(threads).filter((item): item is [string, Thread] => isThread(item[1])))
      : {},
    filter: typeof filter === 'string' ? filter : emptyWorkbench.filter,
    showsPatient: typeof showsPatient === 'boolean' ? showsPatient : emptyWorkbench.showsPatient,
  }
}

function isJsonObject(value: Workspace | undefined): value is { [key: string]: Workspace } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isThread(value: unknown): value is Thread {
  return value === 'care' || value === 'staff'
}
