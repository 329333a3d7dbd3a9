import { useCallback } from 'react'
import { type StoreApi, useStore } from 'zustand'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { ReadingPositions } from '../features/conversation/scrolling/readingPositions.ts'
import { NothingOpen } from '../features/tabs/NothingOpen.tsx'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { TabArea } from '../features/tabs/TabArea.tsx'
import { useReadConsole } from '../state/ConsoleContext.tsx'
import type { WorkbenchState } from '../state/workbench.ts'
import { SessionView } from './SessionView.tsx'

interface OpenSessionsProps {
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  readonly positions: ReadingPositions
  readonly onOpen: (id: SessionId) => void
  readonly onThread: (id: SessionId, thread: Thread) => void
  readonly findKey: string
  readonly threadKeys: Readonly<Record<Thread, string>>
}

/** The sessions in their tabs, and what stands there while none is open. */
export function OpenSessions(props: OpenSessionsProps) {
  const { bench, tabs, positions, onOpen, onThread, findKey, threadKeys } = props
  const readConsole = useReadConsole()
  const onTabsChange = useCallback(
    () => bench.setState({ activeId: tabs.activeId(), layout: tabs.layout() }),
    [bench, tabs],
  )
  const isThere = useCallback(
    (id: string) => [...readConsole().sessions.keys()].some((known) => known === id),
    [readConsole],
  )
  const renderSession = useCallback(
    (id: SessionId, visible: boolean) => <OpenSession {...{ id, visible, bench, positions, onThread, threadKeys }} />,
    [bench, positions, onThread, threadKeys],
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
    />
  )
}

interface OpenSessionProps extends Pick<OpenSessionsProps, 'bench' | 'positions' | 'onThread' | 'threadKeys'> {
  readonly id: SessionId
  readonly visible: boolean
}

function OpenSession({ id, visible, bench, positions, onThread, threadKeys }: OpenSessionProps) {
  const thread = useStore(bench, ({ threads }) => threads[id] ?? 'care')
  return (
    <SessionView
      sessionId={id}
      visible={visible}
      thread={thread}
      onThread={onThread}
      threadKeys={threadKeys}
      positions={positions}
    />
  )
}
