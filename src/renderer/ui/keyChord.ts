/**
 * A key with its modifiers: `Mod+K`, `Alt+Shift+T`, `Ctrl+Tab`. `Mod` is Command on a Mac and Ctrl elsewhere. The key is
 * the one that types this character without Shift on the keyboard in use, or a name as `Tab`, `F6`, `PageDown`.
 */
export type KeyChord = string

/** What a key event says of the press. */
interface Press {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Whether the key press is the chord. */
export function isChord(press: Press, chord: KeyChord, isMac: boolean): boolean {
  const parts = chord.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (modifier: string) => parts.includes(modifier)
  const control = wants('Ctrl') || (wants('Mod') && !isMac)
  const command = wants('Mod') && isMac
  if (press.ctrlKey !== control || press.metaKey !== command) return false
  if (press.altKey !== wants('Alt') || press.shiftKey !== wants('Shift')) return false
  return press.key.toLowerCase() === key.toLowerCase() || isSameKey(press.code, key)
}

/** Digits and letters go by their place when a modifier makes them type another character (Alt on a Mac, Shift on AZERTY). */
function isSameKey(code: string, key: string): boolean {
  return /^[0-9]$/.test(key) ? code === `Digit${key}` : /^[A-Z]$/i.test(key) && code === `Key${key.toUpperCase()}`
}

/** The chord as it is written on the screen. */
export function chordLabel(chord: KeyChord, isMac: boolean): string {
  const names: Record<string, string> = isMac
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' }
    : { Mod: 'Ctrl', PageDown: 'PgDn', PageUp: 'PgUp' }
  return chord
    .split('+')
    .map((part) => names[part] ?? part)
    .join(isMac ? '' : ' ')
}
