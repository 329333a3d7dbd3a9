import type { KeyboardInputEvent, WebContents } from 'electron'
import { chordParts, type KeyChord, type Modifier } from '../../../shared/model/actions/keyChord.ts'

const electronNames = { Ctrl: 'control', Alt: 'alt', Shift: 'shift', Cmd: 'meta' } as const satisfies Record<
  Modifier,
  string
>

/**
 * Presses a chord in the page as if on the keyboard. What is typed after that comes to the page after it: a choice in the menu that
 * went over the bridge would be later than the next key, which would still reach the text that had the focus.
 */
export function pressChord(page: Pick<WebContents, 'sendInputEvent'>, chord: KeyChord): void {
  const { modifiers, key } = chordParts(chord)
  const press: Omit<KeyboardInputEvent, 'type'> = {
    keyCode: key.length === 1 ? key.toLowerCase() : key,
    modifiers: [...modifiers].map((modifier) => electronNames[modifier]),
  }
  page.sendInputEvent({ ...press, type: 'keyDown' })
  page.sendInputEvent({ ...press, type: 'keyUp' })
}
