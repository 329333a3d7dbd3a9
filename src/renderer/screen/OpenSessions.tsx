import { useCallback } from 'react'
import { type StoreApi, useStore } from 'zustand'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { NothingOpen } from '../features/tabs/NothingOpen.tsx'
import type { SessionTabs, TabMenuPlace } from '../features/tabs/sessionTabs.ts'
import { TabArea } from '../features/tabs/TabArea.tsx'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import type { Landing } from '../state/landing.ts'
import type { WorkbenchState } from '../state/workbench.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { composerOf, dialog, stillAtOr } from './focusPlaces.ts'
import { type SessionKeys, SessionView } from './SessionView.tsx'
import type { SessionActs } from './sessionActs.ts'

interface OpenSessionsProps {
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  readonly positions: ReadingPositions
  readonly onOpen: (id: SessionId) => void
  /** Closes a tab, or asks before it where that is pinned. */
  readonly onClose: (id: SessionId) => FocusPlace
  readonly onThread: (id: SessionId, thread: Thread) => void
  readonly findKey: string
  readonly threadKeys: Readonly<Record<Thread, string>>
  readonly acts: SessionActs
  readonly sessionKeys: SessionKeys
}

/** The sessions in their tabs, and what stands there while none is open. */
export function OpenSessions(props: OpenSessionsProps) {
  const { bench, tabs, positions, onOpen, onClose, onThread, findKey, threadKeys, acts, sessionKeys } = props
  const readConsole = useReadConsole()
  const { colourOpen } = useActions()
  const onTabsChange = useCallback(() => {
    const openIds = tabs.openIds()
    const pinnedIds = openIds.filter(tabs.isPinned)
    bench.setState({ activeId: tabs.activeId(), layout: tabs.layout(), openIds, pinnedIds, hues: colourOpen(openIds) })
  }, [bench, tabs, colourOpen])
  const isThere = useCallback(
    (id: string) => [...readConsole().sessions.keys()].some((known) => known === id),
    [readConsole],
  )
  const renderSession = useCallback(
    (id: SessionId, visible: boolean) => (
      <OpenSession {...{ id, visible, bench, positions, onThread, threadKeys, acts, sessionKeys }} />
    ),
    [bench, positions, onThread, threadKeys, acts, sessionKeys],
  )
  const { move } = useFocusMoves()
  const closeTab = useCallback((id: SessionId) => move(() => onClose(id)), [move, onClose])
  const togglePin = useCallback(
    (id: SessionId) =>
      move(() => {
        tabs.togglePin(id)
        // The tab that was pointed at has moved, and with it what had the focus.
        return composerOf(document, tabs.activeId())
      }),
    [move, tabs],
  )
  const openMenu = useCallback(
    (menu: TabMenuPlace) =>
      move(() => {
        tabs.showMenu(menu)
        return { kind: 'lent', find: () => document.querySelector<HTMLElement>('[data-tab-menu] [role="menuitem"]') }
      }),
    [move, tabs],
  )
  const findTab = useCallback(
    () =>
      move(() => {
        tabs.find()
        return dialog
      }),
    [move, tabs],
  )
  const leaveFinder = useCallback(
    () =>
      move(() => {
        tabs.endFind()
        return stillAtOr(document, composerOf(document, tabs.activeId()))
      }),
    [move, tabs],
  )
  const renderEmpty = useCallback(() => <NothingOpen onOpen={onOpen} findKey={findKey} />, [onOpen, findKey])
  return (
    <TabArea
      tabs={tabs}
      layout={bench.getState().layout}
      isThere={isThere}
      onChange={onTabsChange}
      renderSession={renderSession}
      renderEmpty={renderEmpty}
      closeTab={closeTab}
      togglePin={togglePin}
      onMenu={openMenu}
      onOpen={onOpen}
      onFind={findTab}
      onFindEnd={leaveFinder}
    />
  )
}

interface OpenSessionProps
  extends Pick<OpenSessionsProps, 'bench' | 'positions' | 'onThread' | 'threadKeys' | 'acts' | 'sessionKeys'> {
  readonly id: SessionId
  readonly visible: boolean
}

function OpenSession({ id, visible, bench, positions, ...common }: OpenSessionProps) {
  const thread = useStore(bench, ({ threads }) => threads[id] ?? 'care')
  const landing = useStore(bench, ({ landing: next }) => (next?.sessionId === id ? next : null))
  const onLanded = useCallback(
    (landed: Landing) => {
      if (bench.getState().landing === landed) bench.setState({ landing: null })
    },
    [bench],
  )
  return (
    <SessionView
      sessionId={id}
      visible={visible}
      thread={thread}
      positions={positions}
      {...common}
      landing={landing}
      onLanded={onLanded}
    />
  )
}
