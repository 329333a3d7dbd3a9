import type { KeyboardInputEvent, MenuItemConstructorOptions, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../src/main/hosts/electron/menuTemplate.ts'
import { pressChord } from '../../../src/main/hosts/electron/pressChord.ts'
import { isChord } from '../../../src/renderer/ui/keyChord.ts'
import { actionTable } from '../../../src/shared/model/actions/actionTable.ts'
import { chordParts } from '../../../src/shared/model/actions/keyChord.ts'

const platforms = [
  ['darwin', 'mac'],
  ['linux', 'other'],
  ['win32', 'other'],
] as const

function build(platform: NodeJS.Platform, press: (chord: string) => void = () => undefined) {
  return menuTemplate(platform, false, { showLog: () => undefined, press })
}

function itemsOf(menu: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
}

/** Chooses an item as Electron does; nothing in it looks at what Electron gives. */
function choose(item: MenuItemConstructorOptions | undefined): void {
  const click: (() => void) | undefined = item?.click as (() => void) | undefined
  click?.()
}

describe.each(platforms)('the menu on %s', (platform, keyboard) => {
  it('has every action of the table that has a key once, with its key, and registers none of them', () => {
    const items = itemsOf(build(platform)).filter(({ id }) => id !== undefined)
    expect(items.map(({ id, label, accelerator }) => ({ id, label, accelerator }))).toEqual(
      ['go', 'session', 'tabs', 'view', 'account'].flatMap((section) =>
        actionTable
          .filter((action) => action.section === section && action.keys[keyboard].length > 0)
          .map(({ id, name, keys }) => ({ id, label: name, accelerator: keys[keyboard][0] })),
      ),
    )
    expect(items.filter(({ registerAccelerator }) => registerAccelerator !== false)).toEqual([])
  })

  it('takes no key of the page for itself, and no letter with Alt', () => {
    const menu = build(platform)
    const chords = new Set<string>(actionTable.flatMap(({ keys }) => keys[keyboard]))
    const own = itemsOf(menu).flatMap(({ id, accelerator }) => (id === undefined && accelerator ? [accelerator] : []))
    expect(own).toEqual(['CmdOrCtrl+Shift+W'])
    expect(chords).not.toContain(platform === 'darwin' ? 'Shift+Cmd+W' : 'Ctrl+Shift+W')
    const letters = menu.flatMap(({ label }) => /&(\w)/.exec(label ?? '')?.[1]?.toUpperCase() ?? [])
    expect(letters.length).toBeGreaterThan(4)
    expect(new Set(letters).size).toBe(letters.length)
    expect(letters.filter((letter) => chords.has(`Alt+${letter}`))).toEqual([])
  })

  it('presses the key of what is chosen in the page, and nothing else', () => {
    const sent: KeyboardInputEvent[] = []
    const page: Pick<WebContents, 'sendInputEvent'> = {
      sendInputEvent: (event) => {
        if ('keyCode' in event) sent.push(event)
      },
    }
    const items = itemsOf(build(platform, (chord) => pressChord(page, chord)))
    for (const { id, keys } of actionTable) {
      const [chord] = keys[keyboard]
      if (chord === undefined) continue
      sent.length = 0
      choose(items.find((item) => item.id === id))
      expect(sent.map(({ type }) => type)).toEqual(['keyDown', 'keyUp'])
      const [{ keyCode, modifiers = [] }] = sent as [KeyboardInputEvent]
      // What Electron makes of it: the key of the United States' keyboard with this name.
      const heard = {
        key: keyCode,
        code: /^[a-z]$/.test(keyCode)
          ? `Key${keyCode.toUpperCase()}`
          : /^\d$/.test(keyCode)
            ? `Digit${keyCode}`
            : keyCode,
        ctrlKey: modifiers.includes('control'),
        altKey: modifiers.includes('alt'),
        shiftKey: modifiers.includes('shift'),
        metaKey: modifiers.includes('meta'),
        isComposing: false,
        getModifierState: () => false,
      }
      const answered = actionTable.filter((action) =>
        action.keys[keyboard].some((chord) => isChord(heard, chord, keyboard)),
      )
      expect(answered.map((action) => action.id)).toEqual([id])
      expect(chordParts(chord).modifiers.size).toBe(modifiers.length)
    }
  })
})
