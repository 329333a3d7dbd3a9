import { createContext, type ReactNode, useContext } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionTabs, TabMenuPlace } from './sessionTabs.ts'

/** Surroundings that the dock's parts need. */
export interface TabSlots {
  readonly tabs: SessionTabs
  /** Draws a session. While it is not visible it stays, so that what is being typed stays. */
  readonly renderSession: (id: SessionId, visible: boolean) => ReactNode
  /** Draws what stands where no session is open. */
  readonly renderEmpty: () => ReactNode
  readonly closeTab: (id: SessionId) => void
  readonly togglePin: (id: SessionId) => void
  /** Opens the menu of a tab. */
  readonly onMenu: (menu: TabMenuPlace) => void
  /** Opens the finder of tabs. */
  readonly onFind: () => void
}

/** Carries the slots into what the dock draws. */
export const TabSlotsContext = createContext<TabSlots | null>(null)

/** Returns the surroundings of a part of the dock. */
export function useTabSlots(): TabSlots {
  const slots = useContext(TabSlotsContext)
  if (slots === null) throw new Error('This is drawn outside of TabSlotsContext.')
  return slots
}
