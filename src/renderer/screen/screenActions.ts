import { type Action, type ActionId, type ActionSection, actionTable } from '../../shared/model/actions/actionTable.ts'
import type { KeyboardKind, KeyChord } from '../../shared/model/actions/keyChord.ts'
import type { FocusPlace } from '../ui/focus/focusMoves.ts'

/** Effects of the actions on this screen: each does one thing, and returns where the focus is to be after it. */
export type ActionEffects = Readonly<Record<ActionId, () => FocusPlace>>

/** An action with the keys that run it on this keyboard, and the character that does where no text has the focus. The first key is the one that is shown. */
export interface ScreenAction {
  readonly id: ActionId
  readonly section: ActionSection
  readonly keys: readonly KeyChord[]
  readonly character: string | undefined
  readonly run: () => void
}

/** Returns every action of the table with its effect, run by `move`. */
export function screenActions(
  effects: ActionEffects,
  keyboard: KeyboardKind,
  move: (change: () => FocusPlace) => void,
): ScreenAction[] {
  return actionTable.map((action: Action) => {
    const { id, section, keys, character } = action
    return { id, section, keys: keys[keyboard], character, run: () => move(effects[id]) }
  })
}
