import type { TFunction } from 'i18next'
import type { StoreApi } from 'zustand'
import type { ActionId } from '../../shared/model/actions/actionTable.ts'
import type { Result } from '../../shared/model/failure.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import { offeredChanges, type SessionAction } from '../../shared/model/lifecycle/offeredChanges.ts'
import {
  type Asked,
  type ImmediateAction,
  isImmediate,
  type LifecycleState,
} from '../features/lifecycle/lifecycleState.ts'
import type { SessionTabs } from '../features/tabs/sessionTabs.ts'
import type { ConsoleActions } from '../state/consoleActions.ts'
import { waitingNow } from '../state/owing/round.ts'
import { nameInWords } from '../state/patients/patientLabels.ts'
import type { ScreenState } from '../state/screenState.ts'
import type { FocusMoves, FocusPlace } from '../ui/focus/focusMoves.ts'
import { composerOf, dialog, kept } from './focusPlaces.ts'

export interface SessionActsParts {
  readonly t: TFunction
  readonly state: StoreApi<LifecycleState>
  readonly readConsole: () => ScreenState
  readonly relayNow: () => number
  readonly actions: Pick<ConsoleActions, 'changeSession' | 'newMessageId'>
  readonly move: FocusMoves['move']
  readonly tabs: Pick<SessionTabs, 'activeId'>
  readonly open: (id: SessionId) => FocusPlace
  /** Asks how a session is exported, if there is one. */
  readonly exportOf: (id: SessionId | null) => FocusPlace
}

/** Actions of the table that are about the session at work. */
const changeOfAction = {
  claimSession: 'claim',
  joinSession: 'join',
  reopenSession: 'reopen',
  extendSession: 'extend',
  escalateSession: 'escalate',
  transferSession: 'transfer',
  invitePatient: 'invite',
  leaveSession: 'leave',
  closeSession: 'close',
} as const satisfies Partial<Record<ActionId, SessionAction>>

type SessionActionId = keyof typeof changeOfAction

export type SessionActs = ReturnType<typeof createSessionActs>

/** Creates the actions on sessions of this screen: the menu, the dialogs, and the way to the next who waits when the relay has done it. */
export function createSessionActs(parts: SessionActsParts) {
  const { state, tabs } = parts
  const answered = createAnswered(parts)
  const offered = (id: SessionId | null) => offeredNow(parts, id)
  const act = createAct(parts, answered)

  function toggleMenu(id: SessionId | null): FocusPlace {
    const isOpen = id !== null && state.getState().menuOf === id
    const opens = !isOpen && offered(id).length > 0
    state.setState({ menuOf: opens ? id : null })
    if (!opens) return kept
    return { kind: 'lent', find: () => document.querySelector<HTMLElement>('[data-session-menu] [role="menuitem"]') }
  }

  function exportOf(id: SessionId | null): FocusPlace {
    state.setState({ menuOf: null })
    return parts.exportOf(id)
  }

  return {
    ...{ state, act, answered, toggleMenu, exportOf },
    /** The effects of the actions of the table that are about the session at work. */
    effects: {
      sessionMenu: () => toggleMenu(tabs.activeId()),
      exportSession: () => exportOf(tabs.activeId()),
      ...effectsOf((action) => act(action, tabs.activeId())),
    },
    /** Returns whether an action of the table can be done now; those that are not about a session always can. */
    isOffered: (id: ActionId): boolean => {
      if (id === 'sessionMenu') return offered(tabs.activeId()).length > 0
      return !isSessionAction(id) || offered(tabs.activeId()).includes(changeOfAction[id])
    },
  }
}

function effectsOf(act: (action: SessionAction) => FocusPlace): Readonly<Record<SessionActionId, () => FocusPlace>> {
  const by = (id: SessionActionId) => () => act(changeOfAction[id])
  return {
    ...{ claimSession: by('claimSession'), joinSession: by('joinSession'), reopenSession: by('reopenSession') },
    ...{ extendSession: by('extendSession'), escalateSession: by('escalateSession') },
    ...{ transferSession: by('transferSession'), invitePatient: by('invitePatient') },
    ...{ leaveSession: by('leaveSession'), closeSession: by('closeSession') },
  }
}

function isSessionAction(id: ActionId): id is SessionActionId {
  return id in changeOfAction
}

/** Returns what the person may do now with a session, as far as this screen has it. */
function offeredNow({ readConsole, relayNow }: SessionActsParts, id: SessionId | null): readonly SessionAction[] {
  const { sessions, account } = readConsole()
  const session = id === null ? undefined : sessions.get(id)
  if (!session || account.state === 'signedOut') return []
  return offeredChanges(session, account, relayNow())
}

function nameOf({ readConsole, t }: SessionActsParts, id: SessionId): string {
  const label = readConsole().labels.get(id)
  return label ? nameInWords(t, label) : id
}

/** Reports one line on what came of an action. */
function report({ state }: SessionActsParts, text: string, isFailure = false): void {
  state.setState({ said: { text, isFailure } })
}

type Answered = (asked: Asked, answer: Result<unknown>, isOpen: boolean) => void

/** Reports what came of it. A session that is over for this person gives way to the next who waits, unless they went on meanwhile. */
function createAnswered(parts: SessionActsParts): Answered {
  const { t, state, readConsole, relayNow, move, open, tabs } = parts
  return ({ action, sessionId, name }, answer, isOpen) => {
    if (!answer.ok) {
      // A dialog that is still there says it itself.
      if (!isOpen) report(parts, t(`lifecycle.failed.${action}`, { name, reason: answer.failure.message }), true)
      return
    }
    const done = t(`lifecycle.done.${action}`, { name })
    const isOver = action === 'close' || action === 'leave' || action === 'transfer'
    if (!isOpen || !isOver) {
      report(parts, done)
      if (isOpen) state.setState({ dialog: null })
      return
    }
    const next = waitingNow(readConsole(), relayNow()).find((waiting) => waiting.id !== sessionId)
    move(() => {
      state.setState({ dialog: null })
      const then = next
        ? t('lifecycle.thenNext', { done, name: nameOf(parts, next.id) })
        : t('lifecycle.thenNobody', { done })
      report(parts, then)
      return next ? open(next.id) : composerOf(document, tabs.activeId())
    })
  }
}

/** Does an action, or opens the dialog that it needs. */
function createAct(parts: SessionActsParts, answered: Answered) {
  const { t, state, actions } = parts

  async function doAtOnce(asked: Asked<ImmediateAction>): Promise<void> {
    const { action, sessionId } = asked
    report(parts, t('lifecycle.asking'))
    const request = { id: actions.newMessageId(), sessionId, change: { kind: action } }
    answered(asked, await actions.changeSession(request), false)
  }

  return (action: SessionAction, sessionId: SessionId | null): FocusPlace => {
    state.setState({ menuOf: null })
    if (sessionId === null || !offeredNow(parts, sessionId).includes(action)) {
      report(parts, t('lifecycle.notOffered'), true)
      return kept
    }
    const name = nameOf(parts, sessionId)
    if (isImmediate(action)) {
      void doAtOnce({ action, sessionId, name })
      return kept
    }
    state.setState({ dialog: { action, sessionId, name } })
    return dialog
  }
}
