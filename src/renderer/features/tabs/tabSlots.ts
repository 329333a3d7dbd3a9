import { createContext, type ReactNode } from 'react'
import type { SessionId } from '../../../shared/model/ids.ts'

/** Surroundings that the dock's parts need. */
export interface TabSlots {
  /** Draws a session. While it is not visible it stays, so that what is being typed stays. */
  readonly renderSession: (id: SessionId, visible: boolean) => ReactNode
  /** Draws what stands where no session is open. */
  readonly renderEmpty: () => ReactNode
  readonly closeTab: (id: SessionId) => void
}

/** Carries the slots into what the dock draws. */
export const TabSlotsContext = createContext<TabSlots>({
  renderSession: () => null,
  renderEmpty: () => null,
  closeTab: () => undefined,
})
