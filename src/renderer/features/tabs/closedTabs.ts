import type { SessionId } from '../../../shared/model/ids.ts'

/** A tab that was closed, and where it was. */
export interface ClosedTab {
  readonly id: SessionId
  readonly groupId: string
  readonly index: number
  readonly isPinned: boolean
}

/** Most closed tabs that are remembered. */
const mostClosedTabs = 50

/** Remembers closed tabs, the last one first. */
export interface ClosedTabs {
  readonly add: (tab: ClosedTab) => void
  /** Takes out and gives the last closed tab that `isClosed` still; those after it that are open are forgotten. */
  readonly takeLast: (isClosed: (id: SessionId) => boolean) => ClosedTab | undefined
  readonly hasAny: (isClosed: (id: SessionId) => boolean) => boolean
}

/** Creates an empty memory. */
export function createClosedTabs(): ClosedTabs {
  let tabs: readonly ClosedTab[] = []
  return {
    add: (tab) => {
      tabs = [...tabs.filter(({ id }) => id !== tab.id), tab].slice(-mostClosedTabs)
    },
    hasAny: (isClosed) => tabs.some(({ id }) => isClosed(id)),
    takeLast: (isClosed) => {
      const at = tabs.findLastIndex(({ id }) => isClosed(id))
      const tab = tabs[at]
      tabs = tabs.slice(0, Math.max(at, 0))
      return tab
    },
  }
}
