/**
 * A key with its modifiers: `Mod+K`, `Alt+Shift+T`, `Ctrl+Tab`. `Mod` is Command on a Mac and Ctrl elsewhere; `Alt` is Control on a
 * Mac, where Option types characters, and Alt elsewhere. The key is the one that types this character without Shift on the
 * keyboard in use, or a name as `Tab`, `F6`, `PageDown`.
 */
export type KeyChord = string

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
export function isChord(press: Press, chord: KeyChord, isMac: boolean): boolean {
  if (isTyping(press, isMac)) return false
  const parts = chord.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (modifier: string) => parts.includes(modifier)
  const control = wants('Ctrl') || wants(isMac ? 'Alt' : 'Mod')
  if (press.ctrlKey !== control || press.metaKey !== (isMac && wants('Mod'))) return false
  if (press.altKey !== (!isMac && wants('Alt')) || press.shiftKey !== wants('Shift')) return false
  return press.key.toLowerCase() === key.toLowerCase() || isSameKey(press, key)
}

/**
 * Returns whether the press belongs to a text: it types a character, begins one (a dead key), or is the input method's. AltGr
 * types, and so does Option on a Mac; Ctrl, Command and, elsewhere, Alt do not.
 */
function isTyping(press: Press, isMac: boolean): boolean {
  if (press.isComposing || press.getModifierState('AltGraph')) return true
  const types = press.key === 'Dead' || press.key === 'Process' || [...press.key].length === 1
  return types && !press.ctrlKey && !press.metaKey && (isMac || !press.altKey)
}

/** Digits and letters go by their place where the keyboard has another character there: digits on AZERTY, letters in Cyrillic. */
function isSameKey({ key: typed, code }: Press, key: string): boolean {
  if (/^[a-z0-9]$/i.test(typed)) return false
  return /^[0-9]$/.test(key) ? code === `Digit${key}` : /^[A-Z]$/i.test(key) && code === `Key${key.toUpperCase()}`
}

/** The chord as it is written on the screen. */
export function chordLabel(chord: KeyChord, isMac: boolean): string {
  const names: Record<string, string> = isMac
    ? { Mod: '⌘', Alt: '⌃', Shift: '⇧', Ctrl: '⌃' }
    : { Mod: 'Ctrl', PageDown: 'PgDn', PageUp: 'PgUp' }
  return chord
    .split('+')
    .map((part) => names[part] ?? part)
    .join(isMac ? '' : ' ')
}
