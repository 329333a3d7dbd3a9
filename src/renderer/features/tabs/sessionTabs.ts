import type { DockviewApi, IDockviewPanel, SerializedDockview } from 'dockview-react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Workspace } from '../../../shared/ipc/workspace.ts'
import { type SessionId, sessionIdSchema } from '../../../shared/model/ids.ts'
import { createClosedTabs } from './closedTabs.ts'
import { createPins } from './pins.ts'

/** Open sessions in the order of their tabs, those that are pinned, whether somebody is looking for one of them, and whose menu is open. */
export interface TabsState {
  readonly openIds: readonly SessionId[]
  /** They stand first in their group, and are not closed without a question. */
  readonly pinnedIds: ReadonlySet<string>
  readonly isFinding: boolean
  readonly menu: TabMenuPlace | null
}

/** The tab of which the menu is open, and where on the page, in px. */
export interface TabMenuPlace {
  readonly id: SessionId
  readonly xPx: number
  readonly yPx: number
}

/**
 * Actions on the tabs, from wherever on the screen. Each does nothing while the dock is not there. Those that give a boolean
 * return whether there is a tab such as was asked for.
 */
export interface SessionTabs {
  /** Takes the dock that shows the tabs. `onChange` hears how they are now, and when the layout or the active tab changes. */
  readonly attach: (api: DockviewApi, onChange: () => void) => void
  /** Brings a session to the front, in a new tab if it has none. */
  readonly open: (id: SessionId) => void
  readonly close: (id: SessionId) => void
  /** Closes every tab but one and those that are pinned. */
  readonly closeOthers: (but: SessionId | null) => void
  readonly isPinned: (id: SessionId) => boolean
  /** Pins a tab, or unpins it. */
  readonly togglePin: (id: SessionId) => void
  /** Opens the tab again that was closed last, where it was, unless it is open. */
  readonly reopen: () => boolean
  readonly canReopen: () => boolean
  /** Goes to a tab by its place, from 1, over all groups; 9 is the last. */
  readonly goTo: (place: number) => boolean
  /** Goes on by so many tabs, around the ends. */
  readonly step: (by: 1 | -1) => boolean
  /** Moves the active tab to a new group beside the others. */
  readonly split: (towards: 'right' | 'below') => boolean
  /** Moves the active tab by one place in its group. */
  readonly move: (by: 1 | -1) => boolean
  readonly nextGroup: () => boolean
  /** Opens the finder of tabs. */
  readonly find: () => void
  readonly endFind: () => void
  /** Opens the menu of a tab; null closes it. */
  readonly showMenu: (menu: TabMenuPlace | null) => void
  readonly state: Pick<StoreApi<TabsState>, 'getState' | 'getInitialState' | 'subscribe'>
  readonly activeId: () => SessionId | null
  readonly openIds: () => readonly SessionId[]
  readonly layout: () => Workspace
}

/** The name under which the dock draws a session. */
export const sessionPanel = 'session'

/** Creates the tabs without a dock. `titleOf` gives the name of a session's patient; `pinned` are those that are pinned at first. */
export function createSessionTabs(titleOf: (id: SessionId) => string, pinned: readonly string[] = []): SessionTabs {
  let dock: DockviewApi | null = null
  let changed: () => void = () => undefined
  const closed = createClosedTabs()
  const state = createStore<TabsState>(() => ({
    openIds: [],
    pinnedIds: new Set(pinned),
    isFinding: false,
    menu: null,
  }))
  const pins = createPins(pinned, (pinnedIds) => {
    state.setState({ pinnedIds })
    changed()
  })

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

  const close = (panel: IDockviewPanel | undefined): boolean => {
    const id = sessionOf(panel)
    if (!panel || id === null) return false
    closed.add({ id, groupId: panel.group.id, index: panel.group.panels.indexOf(panel), isPinned: pins.has(id) })
    pins.set(id, false)
    panel.api.close()
    return true
  }

  const openIds = () => panelsOf(dock).flatMap((panel) => sessionOf(panel) ?? [])

  return {
    attach: (api, onChange) => {
      dock = api
      changed = () => {
        pins.putFirst(api)
        const ids = openIds()
        // The layout changes with each step of a splitter, too.
        if (ids.join() !== state.getState().openIds.join()) state.setState({ openIds: ids })
        onChange()
      }
      api.onDidLayoutChange(changed)
      api.onDidActivePanelChange(changed)
      changed()
    },
    open: (id) => open(id),
    close: (id) => void close(dock?.getPanel(id)),
    closeOthers: (but) => {
      for (const panel of panelsOf(dock)) if (panel.id !== but && !pins.hasPanel(panel)) close(panel)
    },
    togglePin: (id) => {
      if (dock?.getPanel(id)) pins.set(id, !pins.has(id))
    },
    reopen: () => {
      const last = closed.takeLast((id) => dock?.getPanel(id) === undefined)
      if (!last) return false
      open(last.id, last)
      pins.set(last.id, last.isPinned)
      return true
    },
    canReopen: () => closed.hasAny((id) => dock?.getPanel(id) === undefined),
    ...createTabMoves(() => dock),
    ...createTabOverlays(state),
    ...{ state, openIds, isPinned: pins.has },
    activeId: () => sessionOf(dock?.activePanel),
    layout: () => (dock ? (JSON.parse(JSON.stringify(dock.toJSON())) as Workspace) : null),
  }
}

function sessionOf(panel: IDockviewPanel | undefined): SessionId | null {
  return panel ? (sessionIdSchema.safeParse(panel.id).data ?? null) : null
}

/** Opens and closes what lies over the tabs. */
function createTabOverlays(state: StoreApi<TabsState>): Pick<SessionTabs, 'find' | 'endFind' | 'showMenu'> {
  return {
    find: () => state.setState({ isFinding: true }),
    endFind: () => state.setState({ isFinding: false }),
    showMenu: (menu) => state.setState({ menu }),
  }
}

/** Goes from tab to tab, and moves the active one. */
function createTabMoves(
  findDock: () => DockviewApi | null,
): Pick<SessionTabs, 'goTo' | 'step' | 'split' | 'move' | 'nextGroup'> {
  const show = (panel: IDockviewPanel | undefined): boolean => {
    panel?.api.setActive()
    return panel !== undefined
  }

  return {
    goTo: (place) => show(place === 9 ? panelsOf(findDock()).at(-1) : panelsOf(findDock())[place - 1]),
    step: (by) => {
      const dock = findDock()
      const all = panelsOf(dock)
      const at = dock?.activePanel ? all.indexOf(dock.activePanel) : -1
      return show(all[(at + by + all.length) % all.length])
    },
    split: (towards) => {
      const panel = findDock()?.activePanel
      if (!panel || panel.group.panels.length < 2) return panel !== undefined
      panel.api.moveTo({ group: panel.group, position: towards === 'right' ? 'right' : 'bottom' })
      return true
    },
    move: (by) => {
      const panel = findDock()?.activePanel
      if (!panel) return false
      const index = panel.group.panels.indexOf(panel) + by
      if (index >= 0 && index < panel.group.panels.length) panel.api.moveTo({ group: panel.group, index })
      return true
    },
    nextGroup: () => {
      const dock = findDock()
      const groups = dock?.groups ?? []
      const at = dock?.activeGroup ? groups.indexOf(dock.activeGroup) : -1
      return show(groups[(at + 1) % groups.length]?.activePanel)
    },
  }
}

function panelsOf(dock: DockviewApi | null): IDockviewPanel[] {
  return dock?.groups.flatMap((group) => group.panels) ?? []
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
