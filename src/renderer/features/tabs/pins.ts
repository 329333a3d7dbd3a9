import type { DockviewApi, IDockviewPanel } from 'dockview-react'
import type { SessionId } from '../../../shared/model/ids.ts'

/** Tabs that are pinned. */
export interface Pins {
  readonly has: (id: SessionId) => boolean
  readonly hasPanel: (panel: IDockviewPanel) => boolean
  readonly set: (id: SessionId, isPinned: boolean) => void
  /** Moves what is pinned before what is not, in each group of tabs, and tells the group how many those are. */
  readonly putFirst: (dock: DockviewApi) => void
}

/** Creates the pins with those that are pinned at first; `onChange` hears of each change. */
export function createPins(pinned: readonly string[], onChange: (pinned: ReadonlySet<string>) => void): Pins {
  let ids: ReadonlySet<string> = new Set(pinned)
  let isOrdering = false
  const hasPanel = ({ id }: IDockviewPanel) => ids.has(id)
  return {
    has: (id) => ids.has(id),
    hasPanel,
    set: (id, isPinned) => {
      if (ids.has(id) === isPinned) return
      const next = new Set(ids)
      if (isPinned) next.add(id)
      else next.delete(id)
      ids = next
      onChange(next)
    },
    putFirst: (dock) => {
      // Each tab that is moved tells of it.
      if (isOrdering) return
      isOrdering = true
      putPinnedFirst(dock, hasPanel)
      isOrdering = false
    },
  }
}

function putPinnedFirst(dock: DockviewApi, isPinned: (panel: IDockviewPanel) => boolean): void {
  for (const group of dock.groups) {
    const pinned = group.panels.filter(isPinned)
    const wanted = [...pinned, ...group.panels.filter((panel) => !isPinned(panel))]
    const { activePanel } = group
    for (const [index, panel] of wanted.entries())
      if (group.panels[index] !== panel) panel.api.moveTo({ group, index, skipSetActive: true })
    // Who stands elsewhere now is not who was looked at.
    if (group.activePanel !== activePanel) activePanel?.api.setActive()
    group.element.style.setProperty('--pinned', String(pinned.length))
  }
}
