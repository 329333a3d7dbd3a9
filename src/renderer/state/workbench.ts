import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Workspace } from '../../shared/ipc/workspace.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { Landing } from './landing.ts'
import { noHues, type PatientHues, readHues, toSavedHues } from './patients/patientHues.ts'
import { placesOf, type ReadingPlaces, readPlaces, toSavedPlaces } from './reading/readingPlaces.ts'

/** Open sessions and the arrangement of the screen: kept over restarts, and nobody else's concern. */
export interface WorkbenchState {
  /** The layout of the tabs, as the dock writes it; null before the first. */
  readonly layout: Workspace
  /** The sessions that have a tab, of which the core keeps the entries; null until the tabs are there. */
  readonly openIds: readonly SessionId[] | null
  /** The sessions of which the tab is pinned. */
  readonly pinnedIds: readonly string[]
  /** The colours of the patients, as they are when this is saved. */
  readonly hues: PatientHues
  /** The session at work: the active tab's. */
  readonly activeId: SessionId | null
  /** Thread that each open session shows; `care` where there is none here. */
  readonly threads: Readonly<Record<string, Thread>>
  /** Place at which each thread was left, or is read now. */
  readonly places: ReadingPlaces
  /** The message that is jumped to next; null once the jump is under way. */
  readonly landing: Landing | null
  readonly filter: string
  readonly showsPatient: boolean
}

/** The arrangement before the first. */
export const emptyWorkbench: WorkbenchState = {
  layout: null,
  openIds: null,
  pinnedIds: [],
  hues: noHues,
  activeId: null,
  threads: {},
  places: {},
  landing: null,
  filter: 'mine',
  showsPatient: true,
}

/** Creates the store of the arrangement. */
export function createWorkbench(saved: Workspace): StoreApi<WorkbenchState> {
  return createStore<WorkbenchState>(() => readWorkbench(saved))
}

/** Returns the part of the arrangement that is saved. Which tab is active is part of the layout. */
export function toWorkspace(state: WorkbenchState): Workspace {
  const { layout, openIds, pinnedIds, hues, threads, places, filter, showsPatient } = state
  const reading = toSavedPlaces(placesOf(places, openIds ?? []))
  return {
    layout,
    pinned: [...pinnedIds],
    colours: toSavedHues(hues),
    threads: { ...threads },
    reading,
    filter,
    showsPatient,
  }
}

/** Reads an arrangement that this program saved, perhaps an older one: what it does not know is as before the first. */
export function readWorkbench(saved: Workspace): WorkbenchState {
  if (!isJsonObject(saved)) return emptyWorkbench
  const { layout, pinned, colours, threads, reading, filter, showsPatient } = saved
  return {
    openIds: null,
    activeId: null,
    landing: null,
    layout: layout ?? null,
    pinnedIds: Array.isArray(pinned) ? pinned.filter((id) => typeof id === 'string') : [],
    hues: readHues(colours),
    threads: isJsonObject(threads)
      ? Object.fromEntries(Object.entries(threads).filter((item): item is [string, Thread] => isThread(item[1])))
      : {},
    places: readPlaces(reading),
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
