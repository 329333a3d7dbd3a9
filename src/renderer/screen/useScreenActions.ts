import { useMemo } from 'react'
import type { StoreApi } from 'zustand'
import type { KeyboardKind } from '../../shared/model/actions/keyChord.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import type { Thread } from '../../shared/model/thread.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import { useActions, useReadConsole } from '../state/ConsoleContext.tsx'
import type { WorkbenchState } from '../state/workbench.ts'
import { useFocusMoves } from '../ui/focus/focusContext.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'
import { composerOf, dialog, kept, nobody } from './focusPlaces.ts'
import { type ScreenAction, screenActions } from './screenActions.ts'
import type { SessionActs } from './sessionActs.ts'
import type { useLater } from './useLater.ts'
import type { useRound } from './useRound.ts'

interface ScreenActionParts {
  readonly keyboard: KeyboardKind
  readonly bench: StoreApi<WorkbenchState>
  readonly tabs: SessionTabs
  readonly round: ReturnType<typeof useRound>
  readonly later: ReturnType<typeof useLater>['effects']
  readonly acts: SessionActs
  readonly showThread: (id: SessionId, thread: Thread) => void
  readonly toggleOutbox: () => FocusPlace
  readonly find: () => FocusPlace
  readonly search: () => FocusPlace
  readonly leave: () => FocusPlace
  readonly toSessions: () => FocusPlace
  readonly togglePatient: () => FocusPlace
}

const nextScheme = { system: 'light', light: 'dark', dark: 'system' } as const

/** The actions of this screen. After each that changes the tab, the focus is in that tab's composer; nobody has it where there is no such tab. */
export function useScreenActions(parts: ScreenActionParts): readonly ScreenAction[] {
  const { keyboard, bench, tabs, round, later, acts, showThread, toggleOutbox, find, search, leave } = parts
  const { toSessions, togglePatient } = parts
  const { setPresence, saveSettings } = useActions()
  const readConsole = useReadConsole()
  const { move } = useFocusMoves()
  return useMemo(() => {
    const thenWrite = (change: () => boolean) => () => (change() ? composerOf(document, tabs.activeId()) : nobody)
    const goTo = (place: number) => thenWrite(() => tabs.goTo(place))
    const show = (thread: Thread) =>
      thenWrite(() => {
        const id = tabs.activeId()
        if (id === null || readConsole().sessions.get(id)?.heads[thread] === undefined) return false
        showThread(id, thread)
        return true
      })
    const filter = (name: string) => () => {
      bench.setState({ filter: name })
      return kept
    }
    const be = (status: 'online' | 'away' | 'busy') => () => {
      void setPresence(status)
      return kept
    }
    const effects = {
      ...{ find, search, toggleOutbox, signOut: leave, ...acts.effects },
      ...{ nextOwed: round.nextOwed, sendAndNext: round.sendAndNext },
      ...later,
      toComposer: () => composerOf(document, tabs.activeId()),
      ...{ toSessions, togglePatient },
      ...{ showCare: show('care'), showStaff: show('staff') },
      ...{ closeTab: thenWrite(tabs.closeActive), reopenTab: thenWrite(tabs.reopen) },
      ...{ nextTab: thenWrite(() => tabs.step(1)), previousTab: thenWrite(() => tabs.step(-1)) },
      ...{ moveTabLeft: thenWrite(() => tabs.move(-1)), moveTabRight: thenWrite(() => tabs.move(1)) },
      ...{ splitRight: thenWrite(() => tabs.split('right')), splitBelow: thenWrite(() => tabs.split('below')) },
      nextGroup: thenWrite(tabs.nextGroup),
      findTab: () => {
        if (tabs.openIds().length === 0) return nobody
        tabs.find()
        return dialog
      },
      ...{ goToTab1: goTo(1), goToTab2: goTo(2), goToTab3: goTo(3), goToTab4: goTo(4), goToTab5: goTo(5) },
      ...{ goToTab6: goTo(6), goToTab7: goTo(7), goToTab8: goTo(8), goToTab9: goTo(9) },
      ...{ filterMine: filter('mine'), filterOwed: filter('owed') },
      ...{ filterAll: filter('all'), filterMonitor: filter('monitor') },
      ...{ available: be('online'), away: be('away'), busy: be('busy') },
      nextScheme: () => {
        const { settings } = readConsole()
        void saveSettings({ ...settings, colourScheme: nextScheme[settings.colourScheme] })
        return kept
      },
    }
    return screenActions(effects, keyboard, move)
  }, [
    keyboard,
    bench,
    tabs,
    round,
    later,
    acts,
    showThread,
    toggleOutbox,
    find,
    search,
    leave,
    toSessions,
    togglePatient,
    setPresence,
    saveSettings,
    readConsole,
    move,
  ])
}
