import { describe, expect, it } from 'vitest'
import { isChord } from '../../../src/renderer/ui/keyChord.ts'
import { actionTable } from '../../../src/shared/model/actions/actionTable.ts'
import { chordLabel, chordParts, type KeyboardKind } from '../../../src/shared/model/actions/keyChord.ts'
import { dead, type KeyboardLayout, keyboardLayouts } from '../../support/console/keyboardLayouts.ts'
import { keptByBrowser, takenChords } from '../../support/console/takenChords.ts'

const press = (key: string, code: string, modifiers: readonly string[] = []) => ({
  key: key === dead ? 'Dead' : key,
  code,
  ctrlKey: modifiers.includes('Ctrl'),
  metaKey: modifiers.includes('Cmd'),
  altKey: modifiers.includes('Alt'),
  shiftKey: modifiers.includes('Shift'),
  isComposing: false,
  getModifierState: (modifier: string) => modifiers.includes(modifier),
})

/** The actions that a press runs. */
const answered = (typed: ReturnType<typeof press>, keyboard: KeyboardKind) =>
  actionTable.filter(({ keys }) => keys[keyboard].some((chord) => isChord(typed, chord, keyboard))).map(({ id }) => id)

/** Presses that type on a layout, as each platform reports them. */
function typingPresses({ keyboard, keys }: KeyboardLayout) {
  const withThird =
    keyboard === 'mac'
      ? [['Alt']]
      : // Linux; Windows; a remote desktop that does not know of AltGr; a Linux on which the other Alt is it, too.
        [['AltGraph'], ['Ctrl', 'Alt', 'AltGraph'], ['Ctrl', 'Alt'], ['Alt', 'AltGraph']]
  return keys.flatMap(({ code, plain, shifted, third }) => [
    press(plain, code),
    press(shifted, code, ['Shift']),
    ...(third === undefined
      ? []
      : withThird.flatMap((modifiers) => [
          press(third, code, modifiers),
          press(third.toUpperCase(), code, [...modifiers, 'Shift']),
        ])),
  ])
}

/** Presses of a chord's modifiers with every key of a layout. Command makes some keyboards report the letter of the Latin layout. */
function pressesWith(modifiers: readonly string[], { keys, keyboard }: KeyboardLayout) {
  const isShifted = modifiers.includes('Shift')
  const latin = (code: string) => code.replace(/^(Key|Digit)/, '').toLowerCase()
  return [
    ...keys.map(({ code, plain, shifted }) => press(isShifted ? shifted : plain, code, modifiers)),
    ...(keyboard === 'mac' && keys.some(({ plain }) => /\p{L}/u.test(plain) && !/\p{Script=Latin}/u.test(plain))
      ? keys.map(({ code }) => press(latin(code), code, modifiers))
      : []),
    ...['Tab', 'Enter', 'F3', 'F6', 'PageDown', 'PageUp'].map((name) => press(name, name, modifiers)),
  ]
}

const keyboards = ['mac', 'other'] as const

describe.each(keyboardLayouts.map((layout) => [layout.name, layout] as const))('shortcuts on %s', (_name, layout) => {
  it('take no press that types a character or begins one', () => {
    expect(typingPresses(layout).length).toBeGreaterThan(90)
    expect(typingPresses(layout).filter((typed) => answered(typed, layout.keyboard).length > 0)).toEqual([])
  })

  it('can each be pressed, without AltGr or Option, and never run two actions', () => {
    for (const { id, keys } of actionTable) {
      for (const chord of keys[layout.keyboard]) {
        const runs = pressesWith([...chordParts(chord).modifiers], layout).map((typed) =>
          answered(typed, layout.keyboard),
        )
        expect(runs, `${id}: ${chord}`).toContainEqual([id])
        expect(runs.filter((ids) => ids.length > 1)).toEqual([])
      }
    }
  })
})

describe.each(keyboards)('the table of actions, keyboard %s', (keyboard) => {
  const rows = actionTable.flatMap(({ id, keys }) => keys[keyboard].map((chord) => ({ id, chord })))

  it('gives each chord to one action', () => {
    expect(new Set(rows.map(({ chord }) => chord)).size).toBe(rows.length)
  })

  it('takes nothing that is of text fields, of the system or of the browser', () => {
    expect(rows.filter(({ chord }) => takenChords[keyboard].has(chord))).toEqual([])
    if (keyboard === 'mac') expect(rows.filter(({ chord }) => keptByBrowser.has(chord))).toEqual([])
    const onlyKept = actionTable.filter(
      ({ keys }) => keys[keyboard].length > 0 && keys[keyboard].every((chord) => keptByBrowser.has(chord)),
    )
    expect(onlyKept).toEqual([])
  })

  it('has no modifier that types, and no key that a layout may lack', () => {
    for (const { id, chord } of rows) {
      const { modifiers, key } = chordParts(chord)
      expect(key, id).toMatch(/^([A-Z]|[1-9]|F\d+|Tab|Enter|PageUp|PageDown)$/)
      if (keyboard === 'mac') expect([modifiers.has('Cmd'), modifiers.has('Alt')], id).toEqual([true, false])
      else {
        expect(modifiers.has('Cmd') || (modifiers.has('Ctrl') && modifiers.has('Alt')), id).toBe(false)
        expect(modifiers.has('Ctrl') || modifiers.has('Alt') || /^F\d+$/.test(key), id).toBe(true)
      }
      // The form that the menu of Electron reads, modifiers first and in one order.
      expect([...modifiers, key].join('+'), id).toBe(chord)
    }
  })
})

describe('keys', () => {
  it('leave every press with Option to the text on a Mac', () => {
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      for (const modifiers of [['Alt'], ['Alt', 'Shift'], ['Alt', 'Ctrl'], ['Alt', 'Cmd'], ['Alt', 'Ctrl', 'Cmd']]) {
        expect(answered(press(letter.toLowerCase(), `Key${letter}`, modifiers), 'mac')).toEqual([])
      }
    }
  })

  it('leave the digits of a character’s number, typed with Alt on the numeric pad, to the text', () => {
    for (const digit of '0123456789') expect(answered(press(digit, `Numpad${digit}`, ['Alt']), 'other')).toEqual([])
    expect(answered(press('PageDown', 'Numpad3', ['Alt']), 'other')).toEqual([])
    expect(answered(press('1', 'Digit1', ['Alt']), 'other')).toEqual(['goToTab1'])
  })

  it('leave what an input method works on to it', () => {
    const composed = { ...press('k', 'KeyK', ['Ctrl']), isComposing: true }
    expect(answered(composed, 'other')).toEqual([])
    expect(answered(press('Process', 'KeyK'), 'other')).toEqual([])
  })

  it('do not answer to a chord with more or fewer modifiers', () => {
    expect(answered(press('k', 'KeyK', ['Ctrl']), 'other')).toEqual(['find'])
    expect(answered(press('k', 'KeyK', ['Ctrl', 'Shift']), 'other')).toEqual([])
    expect(answered(press('k', 'KeyK'), 'other')).toEqual([])
    expect(answered(press('k', 'KeyK', ['Cmd']), 'other')).toEqual([])
    expect(answered(press('k', 'KeyK', ['Ctrl']), 'mac')).toEqual([])
  })

  it('go by the character where there is one, and by the place of the key where the keyboard has none there', () => {
    expect(answered(press('л', 'KeyK', ['Ctrl']), 'other')).toEqual(['find'])
    expect(answered(press('t', 'KeyK', ['Ctrl']), 'other')).toEqual([])
    expect(answered(press('&', 'Digit1', ['Alt']), 'other')).toEqual(['goToTab1'])
  })

  it('are written as on the keyboard that they are for', () => {
    expect(chordLabel('Ctrl+Shift+T', 'other')).toBe('Ctrl Shift T')
    expect(chordLabel('Alt+Shift+PageUp', 'other')).toBe('Alt Shift PgUp')
    expect(chordLabel('Ctrl+Shift+Cmd+T', 'mac')).toBe('⌃⇧⌘T')
  })
})
