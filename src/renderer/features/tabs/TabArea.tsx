import { DockviewReact, type DockviewReadyEvent, type DockviewTheme, type IDockviewPanelProps } from 'dockview-react'
import { useContext, useEffect, useMemo, useState } from 'react'
import type { Workspace } from '../../../shared/ipc/workspace.ts'
import { sessionIdSchema } from '../../../shared/model/ids.ts'
import { SessionTab } from './SessionTab.tsx'
import { restoreTabs, type SessionTabs, sessionPanel } from './sessionTabs.ts'
import { type TabSlots, TabSlotsContext } from './tabSlots.ts'
import './dock.css'

interface TabAreaProps extends Omit<TabSlots, 'closeTab'> {
  readonly tabs: SessionTabs
  /** The layout to begin with. */
  readonly layout: Workspace
  /** Returns whether a session is there to be shown. */
  readonly isThere: (id: string) => boolean
  readonly onChange: () => void
}

const dockTheme: DockviewTheme = {
  name: 'rounds',
  className: 'rounds-dock',
  dndTabIndicator: 'line',
  dndPanelOverlay: 'content',
}

const components = { [sessionPanel]: Panel }

/** The tabs: they can be dragged, put in another order, split and closed, and are as they were after a restart. */
export function TabArea({ tabs, layout, isThere, onChange, renderSession, renderEmpty }: TabAreaProps) {
  const slots = useMemo(
    () => ({ renderSession, renderEmpty, closeTab: tabs.close }),
    [renderSession, renderEmpty, tabs],
  )

  const start = ({ api }: DockviewReadyEvent) => {
    restoreTabs(api, layout, isThere)
    tabs.attach(api, onChange)
    onChange()
  }

  return (
    <TabSlotsContext value={slots}>
      <DockviewReact
        theme={dockTheme}
        components={components}
        defaultTabComponent={SessionTab}
        watermarkComponent={Empty}
        onReady={start}
        disableFloatingGroups
        announcements={false}
      />
    </TabSlotsContext>
  )
}

function Panel({ api }: IDockviewPanelProps) {
  const { renderSession } = useContext(TabSlotsContext)
  const [visible, setVisible] = useState(api.isVisible)
  const [wasVisible, setWasVisible] = useState(api.isVisible)
  useEffect(() => {
    const heard = api.onDidVisibilityChange(({ isVisible }) => {
      setVisible(isVisible)
      if (isVisible) setWasVisible(true)
    })
    return () => heard.dispose()
  }, [api])
  // A tab that was restored and not looked at yet costs nothing.
  return wasVisible ? renderSession(sessionIdSchema.parse(api.id), visible) : null
}

function Empty() {
  const { renderEmpty } = useContext(TabSlotsContext)
  return renderEmpty()
}
