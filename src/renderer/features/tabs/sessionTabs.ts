import type { DockviewApi, IDockviewPanel, SerializedDockview } from 'dockview-react'
import type { Workspace } from '../../../shared/ipc/workspace.ts'
import { type SessionId, sessionIdSchema } from '../../../shared/model/ids.ts'
import { createClosedTabs } from './closedTabs.ts'

/** Actions on the tabs, from wherever on the screen. Each does nothing while the dock is not there. */
export interface SessionTabs {
  /** Takes the dock that shows the tabs. `onChange` hears when the layout or the active tab changed. */
  readonly attach: (api: DockviewApi, onChange: () => void) => void
  /** Brings a session to the front, in a new tab if it has none. */
  readonly open: (id: SessionId) => void
  readonly close: (id: SessionId) => void
  readonly closeActive: () => void
  /** Opens the tab again that was closed last, where it was, unless it is open. */
  readonly reopen: () => void
  /** Goes to a tab by its place, from 1, over all groups; 9 is the last. */
  readonly goTo: (place: number) => void
  /** Goes on by so many tabs, around the ends. */
  readonly step: (by: 1 | -1) => void
  /** Moves the active tab to a new group beside the others. */
  readonly split: (towards: 'right' | 'below') => void
  /** Moves the active tab by one place in its group. */
  readonly move: (by: 1 | -1) => void
  readonly nextGroup: () => void
  readonly activeId: () => SessionId | null
  readonly openIds: () => readonly SessionId[]
  readonly layout: () => Workspace
}

/** The name under which the dock draws a session. */
export const sessionPanel = 'session'

/** Creates the tabs without a dock. `titleOf` gives the name of a session's patient. */
export function createSessionTabs(titleOf: (id: SessionId) => string): SessionTabs {
  let dock: DockviewApi | null = null
  const closed = createClosedTabs()

  const panels = (): IDockviewPanel[] => dock?.groups.flatMap((group) => group.panels) ?? []
  const sessionOf = (panel: IDockviewPanel | undefined): SessionId | null =>
    panel ? (sessionIdSchema.safeParse(panel.id).data ?? null) : null

  const open = (id: SessionId, place?: { readonly groupId: string; readonly index: number }) => {
    if (!dock) return
    const known = dock.getPanel(id)
    if (known) {
      known.api.setActive()
      return
    }
    const group = place && dock.getGroup(place.groupId)
    dock.addPanel({
      id,
      component: sessionPanel,
      title: titleOf(id),
      ...(group && place ? { position: { referenceGroup: group.id, index: place.index } } : {}),
    })
  }

  const close = (panel: IDockviewPanel | undefined) => {
    const id = sessionOf(panel)
    if (!panel || id === null) return
    closed.add({ id, groupId: panel.group.id, index: panel.group.panels.indexOf(panel) })
    panel.api.close()
  }

  return {
    attach: (api, onChange) => {
      dock = api
      api.onDidLayoutChange(onChange)
      api.onDidActivePanelChange(onChange)
    },
    open: (id) => open(id),
    close: (id) => close(dock?.getPanel(id)),
    closeActive: () => close(dock?.activePanel),
    reopen: () => {
      const last = closed.takeLast((id) => dock?.getPanel(id) === undefined)
      if (last) open(last.id, last)
    },
    goTo: (place) => {
      const all = panels()
      const panel = place === 9 ? all.at(-1) : all[place - 1]
      panel?.api.setActive()
    },
    step: (by) => {
      const all = panels()
      const at = dock?.activePanel ? all.indexOf(dock.activePanel) : -1
      all[(at + by + all.length) % all.length]?.api.setActive()
    },
    split: (towards) => {
      const panel = dock?.activePanel
      if (!panel || panel.group.panels.length < 2) return
      panel.api.moveTo({ group: panel.group, position: towards === 'right' ? 'right' : 'bottom' })
    },
    move: (by) => {
      const panel = dock?.activePanel
      if (!panel) return
      const index = panel.group.panels.indexOf(panel) + by
      if (index < 0 || index >= panel.group.panels.length) return
      panel.api.moveTo({ group: panel.group, index })
    },
    nextGroup: () => {
      const groups = dock?.groups ?? []
      const at = dock?.activeGroup ? groups.indexOf(dock.activeGroup) : -1
      groups[(at + 1) % groups.length]?.activePanel?.api.setActive()
    },
    activeId: () => sessionOf(dock?.activePanel),
    openIds: () => panels().flatMap((panel) => sessionOf(panel) ?? []),
    layout: () => (dock ? (JSON.parse(JSON.stringify(dock.toJSON())) as Workspace) : null),
  }
}

/**
 * Restores a layout that was saved, and closes what is no longer there to show. A layout that the dock cannot read is let go:
 * the tabs are then empty, which costs a few clicks and no data.
 */
export function restoreTabs(dock: DockviewApi, layout: Workspace, isThere: (id: string) => boolean): void {
  if (layout === null) return
  try {
    // The dock checks what it reads itself, and throws.
    dock.fromJSON(layout as unknown as SerializedDockview)
  } catch {
    dock.clear()
  }
  for (const panel of [...dock.panels]) if (!isThere(panel.id)) panel.api.close()
}
