import type { ActionId } from '../../shared/model/actions/actionTable.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import type { ScreenState } from '../state/screenState.ts'
import type { SessionActs } from './sessionActs.ts'

interface OfferedParts {
  readonly acts: Pick<SessionActs, 'isOffered'>
  readonly tabs: Pick<SessionTabs, 'openIds' | 'activeId' | 'canReopen'>
  readonly readConsole: () => ScreenState
}

/** So many tabs have to be open for these actions to do something. */
const tabsFor: Readonly<Partial<Record<ActionId, number>>> = {
  ...{ findHere: 1, findNext: 1, findPrevious: 1, goToDay: 1, toComposer: 1, showCare: 1, showStaff: 1 },
  ...{ sendAndNext: 1, later: 1, needsNoAnswer: 1, exportSession: 1, closeTab: 1, pinTab: 1, closeOtherTabs: 2 },
  ...{ nextTab: 2, previousTab: 2, moveTabLeft: 2, moveTabRight: 2, splitRight: 2, splitBelow: 2, findTab: 1 },
  ...{ goToTab1: 1, goToTab2: 2, goToTab3: 3, goToTab4: 4, goToTab5: 5, goToTab6: 6, goToTab7: 7, goToTab8: 8 },
  goToTab9: 1,
}

/** Returns whether an action can do anything as things are on the screen. */
export function isOfferedNow({ acts, tabs, readConsole }: OfferedParts, id: ActionId): boolean {
  if (tabs.openIds().length < (tabsFor[id] ?? 0)) return false
  if (id === 'reopenTab') return tabs.canReopen()
  if (id === 'showStaff') {
    const activeId = tabs.activeId()
    return activeId !== null && readConsole().sessions.get(activeId)?.heads.staff !== undefined
  }
  return acts.isOffered(id)
}
