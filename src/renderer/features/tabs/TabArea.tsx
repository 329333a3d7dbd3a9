import { DockviewReact, type DockviewReadyEvent, type DockviewTheme, type IDockviewPanelProps } from 'dockview-react'
import { useCallback, useMemo, useState, useSyncExternalStore } from 'react'
import type { Workspace } from '../../../shared/ipc/workspace.ts'
import { type SessionId, sessionIdSchema } from '../../../shared/model/ids.ts'
import { TabFinder } from './finder/TabFinder.tsx'
import { MoreTabs } from './MoreTabs.tsx'
import { SessionTab } from './SessionTab.tsx'
import { restoreTabs, sessionPanel } from './sessionTabs.ts'
import { TabMenu } from './TabMenu.tsx'
import { type TabSlots, TabSlotsContext, useTabSlots } from './tabSlots.ts'
import './dock.css'

interface TabAreaProps extends TabSlots {
  /** The layout to begin with. */
  readonly layout: Workspace
  /** Returns whether a session is there to be shown. */
  readonly isThere: (id: string) => boolean
  readonly onChange: () => void
  /** Brings the session that was found to the front. */
  readonly onOpen: (id: SessionId) => void
  /** Ends the finder without a choice. */
  readonly onFindEnd: () => void
}

const dockTheme: DockviewTheme = {
  name: 'rounds',
  className: 'rounds-dock',
  dndTabIndicator: 'line',
  dndPanelOverlay: 'content',
}

const components = { [sessionPanel]: Panel }

/** The tabs: one can be found among many; they can be dragged, put in another order, split and closed, and are as they were after a restart. */
export function TabArea(props: TabAreaProps) {
  const { tabs, layout, isThere, onChange, onOpen, onFindEnd, renderSession, renderEmpty } = props
  const { closeTab, togglePin, onMenu, onFind } = props
  const slots = useMemo(
    () => ({ tabs, renderSession, renderEmpty, closeTab, togglePin, onMenu, onFind }),
    [tabs, renderSession, renderEmpty, closeTab, togglePin, onMenu, onFind],
  )

  const start = ({ api }: DockviewReadyEvent) => {
    restoreTabs(api, layout, isThere)
    tabs.attach(api, onChange)
  }

  return (
    <TabSlotsContext value={slots}>
      <DockviewReact
        theme={dockTheme}
        components={components}
        defaultTabComponent={SessionTab}
        rightHeaderActionsComponent={MoreTabs}
        watermarkComponent={Empty}
        onReady={start}
        disableFloatingGroups
        announcements={false}
        disableTabsOverflowList
        scrollbars="native"
      />
      <TabMenu />
      <TabFinder tabs={tabs} onOpen={onOpen} onLeave={onFindEnd} />
    </TabSlotsContext>
  )
}

function Panel({ api }: IDockviewPanelProps) {
  const { renderSession } = useTabSlots()
  const listen = useCallback(
    (changed: () => void) => {
      const heard = api.onDidVisibilityChange(changed)
      return () => heard.dispose()
    },
    [api],
  )
  const visible = useSyncExternalStore(listen, () => api.isVisible)
  const [wasVisible, setWasVisible] = useState(visible)
  if (visible && !wasVisible) setWasVisible(true)
  // A tab that was restored and not looked at yet costs nothing.
  return wasVisible ? renderSession(sessionIdSchema.parse(api.id), visible) : null
}

function Empty() {
  const { renderEmpty } = useTabSlots()
  return renderEmpty()
}
