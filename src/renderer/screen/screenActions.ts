import { type ActionId, actionTable } from '../../shared/model/actions/actionTable.ts'
import type { KeyboardKind, KeyChord } from '../../shared/model/actions/keyChord.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'

/** Effects of the actions on this screen: each does one thing, and returns where the focus is to be after it. */
export type ActionEffects = Readonly<Record<ActionId, () => FocusPlace>>

/** An action with the keys that run it on this keyboard. The first is the one that is shown. */
export interface ScreenAction {
  readonly id: ActionId
  readonly keys: readonly KeyChord[]
  readonly run: () => void
}

/** Returns every action of the table with its effect, run by `move`. */
export function screenActions(
  effects: ActionEffects,
  keyboard: KeyboardKind,
  move: (change: () => FocusPlace) => void,
): ScreenAction[] {
  return actionTable.map(({ id, keys }) => ({ id, keys: keys[keyboard], run: () => move(effects[id]) }))
}
