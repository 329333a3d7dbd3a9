/**
 * A key with its modifiers, as it is pressed: `Ctrl+K`, `Alt+Shift+T`, `Ctrl+Cmd+N`, `F6`. `Cmd` is there on a Mac only. The key is the
 * one that types this character without Shift on the keyboard in use, or a name as `Tab`, `F6`, `PageDown`. Electron reads the
 * same form.
 */
export type KeyChord = string

/** A kind of keyboard: a Mac's with Command, Control and an Option that types characters, or any other with Ctrl and Alt. */
export type KeyboardKind = 'mac' | 'other'

/**
 * Chords of one action on each kind of keyboard. The first is the one that is shown; the others are for where that is taken. None: it is done
 * rarely enough to be looked for in the palette.
 */
export type ChordsByKeyboard = Readonly<Record<KeyboardKind, readonly KeyChord[]>>

const modifierNames = ['Ctrl', 'Alt', 'Shift', 'Cmd'] as const

/** A modifier as it stands in a chord. */
export type Modifier = (typeof modifierNames)[number]

/** Returns a chord in parts. */
export function chordParts(chord: KeyChord): { readonly modifiers: ReadonlySet<Modifier>; readonly key: string } {
  const parts = chord.split('+')
  return { modifiers: new Set(modifierNames.filter((name) => parts.includes(name))), key: parts.at(-1) ?? '' }
}

const symbols: Readonly<Record<string, string>> = {
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
  Cmd: '⌘',
  PageDown: '⇟',
  PageUp: '⇞',
}
const shortNames: Readonly<Record<string, string>> = { PageDown: 'PgDn', PageUp: 'PgUp' }

/** Returns the chord as it is written on the screen and in the documents: `⌃⌘N` on a Mac, `Alt N` elsewhere. */
export function chordLabel(chord: KeyChord, keyboard: KeyboardKind): string {
  const { modifiers, key } = chordParts(chord)
  const names = keyboard === 'mac' ? symbols : shortNames
  return [...modifiers, key].map((part) => names[part] ?? part).join(keyboard === 'mac' ? '' : ' ')
}
