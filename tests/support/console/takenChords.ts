/** Chords that are somebody else's, so that no action may have them. */
const list = (prefix: string, keys: string) => keys.split(' ').map((key) => `${prefix}${key}`)

/*
 * Finding in a page (Ctrl+F, F3, on a Mac Cmd+F, Cmd+G, with Shift back) is in no list: an action that finds in the conversation does for it what people mean
 * by these keys, and has them where there is a conversation.
 */

/** Chords of text fields on a Mac: AppKit's standard key bindings, and those for which there is a menu everywhere. */
const macTextFields = [
  ...list('Ctrl+', 'A B D E F H K L N O P Q T V W X Y Space / ArrowLeft ArrowRight ArrowUp ArrowDown'),
  ...list('Ctrl+Shift+', 'A B E F N P V'),
  ...list('Ctrl+Alt+', 'B F'),
  ...list('Ctrl+Cmd+', 'ArrowLeft ArrowRight ArrowUp ArrowDown D Space'),
  ...list('Cmd+', 'A B C E I J U V X Z ArrowLeft ArrowRight ArrowUp ArrowDown Backspace'),
  ...list('Shift+Cmd+', 'V Z ArrowLeft ArrowRight ArrowUp ArrowDown'),
]

/** Chords of macOS itself. */
const macSystem = [
  ...list('Cmd+', 'H M Q Space Tab ` , . ? 5'),
  ...list('Shift+Cmd+', '3 4 5 6 Q / ?'),
  ...list('Ctrl+Shift+Cmd+', '3 4 5 6'),
  ...list('Ctrl+Cmd+', 'F Q'),
  ...list('Ctrl+', '1 2 3 4 5 6 7 8 9 Tab F1 F2 F3 F4 F5 F6 F7 F8'),
]

/** Chords of Chromium and of Electron's own menus on a Mac. */
const macBrowser = [
  ...list('Cmd+', '0 1 2 3 4 5 6 7 8 9 + - D L N O P R S T W Y'),
  ...list('Shift+Cmd+', 'A B C D J M N O P R T W Backspace'),
  'Ctrl+Tab',
  'Ctrl+Shift+Tab',
]

/** Chords of text fields off a Mac, the input methods of Linux among them. */
const otherTextFields = [
  ...list(
    'Ctrl+',
    'A B C I U V X Y Z Backspace Delete Home End ArrowLeft ArrowRight ArrowUp ArrowDown Insert Space . ;',
  ),
  ...list('Ctrl+Shift+', 'E U V Z ArrowLeft ArrowRight'),
  ...list('Alt+', 'Backspace ArrowDown ArrowUp'),
]

/** Chords of Windows and of the desktops of Linux. */
const otherSystem = [
  ...list('Alt+', 'F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 Tab Escape Space - `'),
  'Ctrl+Escape',
  'F1',
  'F10',
  'F11',
]

/** Chords of Chromium that open its own menu or address: people who use the keyboard rely on them in the browser. */
const otherBrowser = [
  ...list('Ctrl+', '0 + - D G H J L N O P R S T U'),
  ...list('Ctrl+Shift+', 'C I J N W R'),
  ...list('Alt+', 'D E F ArrowLeft ArrowRight Home'),
  ...list('', 'F5 F7 F12'),
]

/** Chords that a browser off a Mac never gives to a page, or that it uses itself: an action on one of these has another one, too. */
export const keptByBrowser: ReadonlySet<string> = new Set([
  ...list('Ctrl+', 'W T N Tab 1 2 3 4 5 6 7 8 9'),
  ...list('Ctrl+Shift+', 'T N W Tab'),
  'F6',
])

/** Chords that are taken, by the kind of keyboard. */
export const takenChords: Readonly<Record<'mac' | 'other', ReadonlySet<string>>> = {
  mac: new Set([...macTextFields, ...macSystem, ...macBrowser]),
  other: new Set([...otherTextFields, ...otherSystem, ...otherBrowser]),
}
