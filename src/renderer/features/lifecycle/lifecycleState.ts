import { createStore, type StoreApi } from 'zustand'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionAction } from '../../../shared/model/lifecycle/offeredChanges.ts'

/** An action that is done at once, without a question. */
export type ImmediateAction = Extract<SessionAction, 'claim' | 'join' | 'reopen'>
/** An action that changes a session. */
export type ChangeAction = Exclude<SessionAction, 'invite'>
/** An action that asks for something first. */
export type DialogAction = Exclude<SessionAction, ImmediateAction>

/** An action that was asked for, and the patient's name by then: the session may go with it. */
export interface Asked<Action extends SessionAction = ChangeAction> {
  readonly action: Action
  readonly sessionId: SessionId
  readonly name: string
}

/** State of this person’s work on sessions: the menu or the dialog that is open, and what came of the last of it. */
export interface LifecycleState {
  readonly menuOf: SessionId | null
  readonly dialog: Asked<DialogAction> | null
  /** One line for the person; `isFailure`: it was not done. */
  readonly said: { readonly text: string; readonly isFailure: boolean } | null
}

/** Creates the store of it, with nothing open. */
export function createLifecycleState(): StoreApi<LifecycleState> {
  return createStore<LifecycleState>(() => ({ menuOf: null, dialog: null, said: null }))
}

/** Returns whether an action is done at once. */
export function isImmediate(action: SessionAction): action is ImmediateAction {
  return action === 'claim' || action === 'join' || action === 'reopen'
}
