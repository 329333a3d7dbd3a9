import { chordParts, type KeyboardKind, type KeyChord } from '../../shared/model/actions/keyChord.ts'

/** State of the keys in a key event. */
interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly isComposing: boolean
  readonly getModifierState: (modifier: 'AltGraph') => boolean
}

/** Returns whether the key press is the chord. One that types a character on the keyboard in use never is. */
export function isChord(press: Press, chord: KeyChord, keyboard: KeyboardKind): boolean {
  if (isTyping(press, keyboard)) return false
  const { modifiers, key } = chordParts(chord)
  if (press.ctrlKey !== modifiers.has('Ctrl') || press.metaKey !== modifiers.has('Cmd')) return false
  if (press.altKey !== modifiers.has('Alt') || press.shiftKey !== modifiers.has('Shift')) return false
  return press.key.toLowerCase() === key.toLowerCase() || isSameKey(press, key)
}

/** Returns whether the press types this character, on whatever keyboard. A text that has the focus gets it. */
export function isCharacter(press: Press, character: string): boolean {
  if (press.key !== character || press.isComposing) return false
  return press.getModifierState('AltGraph') || !(press.ctrlKey || press.metaKey || press.altKey)
}

/**
 * Returns whether the press belongs to a text: it types a character, begins one (a dead key, a digit of a character's number on the
 * numeric pad of Windows), or is the input method's. AltGr types, and so does Option on a Mac; Ctrl, Command and, elsewhere,
 * Alt do not.
 */
function isTyping(press: Press, keyboard: KeyboardKind): boolean {
  if (press.isComposing || press.getModifierState('AltGraph')) return true
  if (press.altKey && (keyboard === 'mac' || press.code.startsWith('Numpad'))) return true
  const types = press.key === 'Dead' || press.key === 'Process' || [...press.key].length === 1
  return types && !press.ctrlKey && !press.metaKey && !press.altKey
}

/** Digits and letters go by their place where the keyboard has another character there: digits on AZERTY, letters in Cyrillic. */
function isSameKey({ key: typed, code }: Press, key: string): boolean {
  if (/^[a-z0-9]$/i.test(typed)) return false
  return /^[0-9]$/.test(key) ? code === `Digit${key}` : /^[A-Z]$/i.test(key) && code === `Key${key.toUpperCase()}`
}
