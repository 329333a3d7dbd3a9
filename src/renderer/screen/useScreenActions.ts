import { useMemo } from 'react'
import { flushSync } from 'react-dom'
import type { StoreApi } from 'zustand'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import { longestOwed } from '../state/owed.ts'
import type { WorkbenchState } from '../state/workbench.ts'
import { focusComposer, focusSessions } from './focusPanel.ts'
import { type ScreenAction, screenActions } from './screenActions.ts'

interface ScreenActionParts {
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  readonly open: (id: SessionId) => void
  readonly showThread: (id: SessionId, thread: Thread) => void
  readonly toggleOutbox: () => void
  readonly find: () => void
  readonly leave: () => void
}

const nextScheme = { system: 'light', light: 'dark', dark: 'system' } as const

/** The actions of this screen. After each that changes the tab, the focus is in that tab's composer. */
export function useScreenActions(parts: ScreenActionParts): readonly ScreenAction[] {
  const { bench, tabs, open, showThread, toggleOutbox, find, leave } = parts
  const { setPresence, saveSettings } = useActions()
  const readConsole = useReadConsole()
  return useMemo(() => {
    const toComposer = () => {
      const id = tabs.activeId()
      if (id !== null) focusComposer(document, id)
    }
    const thenWrite = (change: () => void) => () => {
      flushSync(change)
      toComposer()
    }
    return screenActions({
      find,
      openLongest: () => {
        const id = longestOwed(readConsole())
        if (id !== null) open(id)
      },
      closeTab: thenWrite(tabs.closeActive),
      reopenTab: thenWrite(tabs.reopen),
      stepTab: (by) => thenWrite(() => tabs.step(by))(),
      goToTab: (place) => thenWrite(() => tabs.goTo(place))(),
      moveTab: (by) => thenWrite(() => tabs.move(by))(),
      split: (towards) => thenWrite(() => tabs.split(towards))(),
      nextGroup: thenWrite(tabs.nextGroup),
      showThread: (thread) => {
        const id = tabs.activeId()
        if (id === null || (thread === 'staff' && readConsole().sessions.get(id)?.heads.staff === undefined)) return
        thenWrite(() => showThread(id, thread))()
      },
      toComposer,
      toSessions: () => focusSessions(document),
      filter: (filter) => bench.setState({ filter }),
      togglePatient: () => bench.setState(({ showsPatient }) => ({ showsPatient: !showsPatient })),
      toggleOutbox,
      setPresence: (status) => void setPresence(status),
      nextScheme: () => {
        const { settings } = readConsole()
        void saveSettings({ ...settings, colourScheme: nextScheme[settings.colourScheme] })
      },
      signOut: leave,
    })
  }, [bench, tabs, open, showThread, toggleOutbox, find, leave, setPresence, saveSettings, readConsole])
}
