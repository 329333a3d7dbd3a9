import type { Page } from 'playwright'
import { chordParts, type KeyChord } from '../../../src/shared/model/actions/keyChord.ts'

/** Bits of the modifiers, as the protocol of the developer tools has them. */
const modifierBits = { Alt: 1, Ctrl: 2, Cmd: 4, Shift: 8 } as const
const codesOfKeys: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  PageUp: 33,
  PageDown: 34,
  F6: 117,
}

/**
 * Presses keys, chords or characters, one after the other without waiting for the page between them: all are under way when the
 * first is heard.
 */
export async function pressAtOnce(page: Page, presses: readonly KeyChord[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await Promise.all(presses.flatMap(eventsOf).map((event) => session.send('Input.dispatchKeyEvent', event)))
  await session.detach()
}

function eventsOf(press: KeyChord) {
  const { modifiers, key: name } = chordParts(press)
  const isLetter = /^[a-z]$/i.test(name)
  const key = isLetter && modifiers.size > 0 && !modifiers.has('Shift') ? name.toLowerCase() : name
  const bits = [...modifiers].reduce((sum, modifier) => sum | modifierBits[modifier], 0)
  const code = isLetter ? `Key${name.toUpperCase()}` : /^[0-9]$/.test(name) ? `Digit${name}` : name
  const text = name === 'Enter' ? '\r' : [...name].length === 1 ? name : undefined
  const windowsVirtualKeyCode = codesOfKeys[name] ?? name.toUpperCase().codePointAt(0) ?? 0
  const event = { key, code, modifiers: bits, windowsVirtualKeyCode }
  return [
    { ...event, type: 'keyDown' as const, ...(text !== undefined && modifiers.size === 0 ? { text } : {}) },
    { ...event, type: 'keyUp' as const },
  ]
}

/** Keeps the page's thread busy from now on, four fifths of the time, as much traffic on a slow machine does. */
export async function keepBusy(page: Page): Promise<void> {
  await page.evaluate(() => {
    setInterval(() => {
      const until = performance.now() + 80
      while (performance.now() < until);
    }, 100)
  })
}

/** Blocks the page's thread for so many ms, beginning before what is pressed next is heard. */
export async function blockOnce(page: Page, ms: number): Promise<void> {
  await page.evaluate((blockMs) => {
    setTimeout(() => {
      const until = performance.now() + blockMs
      while (performance.now() < until);
    })
  }, ms)
}
