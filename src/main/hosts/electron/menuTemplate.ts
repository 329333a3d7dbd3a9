import type { MenuItemConstructorOptions } from 'electron'
import { type ActionSection, actionTable } from '../../../shared/model/actions/actionTable.ts'
import type { KeyChord } from '../../../shared/model/actions/keyChord.ts'

interface MenuActions {
  readonly showLog: () => void
  /** Presses a chord in the page, which does what the chord stands for. */
  readonly press: (chord: KeyChord) => void
}

/**
 * The menu of the program: the page's actions that have keys, and what is the program's own. It takes no key from the page, which
 * hears each first and moves the focus before the next one: off a Mac nothing is registered, and on a Mac the menu gets only
 * what the page has left. Ctrl+W closes a tab there and not the window, Ctrl+R is not a reload; no letter that opens a menu
 * with Alt is one of the page's. `developer`: also the tools that a packaged program does not offer.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  developer: boolean,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const program: MenuItemConstructorOptions[] = isMac ? [{ role: 'appMenu' }] : []
  const file: MenuItemConstructorOptions[] = isMac ? [] : [{ label: '&File', submenu: [{ role: 'quit' }] }]
  const tools: MenuItemConstructorOptions[] = developer
    ? [{ type: 'separator' }, { role: 'toggleDevTools' }, { role: 'forceReload' }]
    : []
  const itemsOf = (section: ActionSection): MenuItemConstructorOptions[] =>
    actionTable
      .filter((action) => action.section === section)
      .flatMap(({ id, name, keys }) => {
        const [chord] = keys[isMac ? 'mac' : 'other']
        if (chord === undefined) return []
        return [{ id, label: name, accelerator: chord, registerAccelerator: false, click: () => actions.press(chord) }]
      })
  return [
    ...program,
    ...file,
    { role: 'editMenu' },
    { label: 'Ju&mp', submenu: itemsOf('go') },
    { label: 'Session', submenu: itemsOf('session') },
    { label: '&Tabs', submenu: itemsOf('tabs') },
    {
      label: '&View',
      submenu: [
        ...itemsOf('view'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...tools,
      ],
    },
    { label: '&Account', submenu: itemsOf('account') },
    {
      label: 'Win&dow',
      submenu: [{ role: 'minimize' }, { role: 'close', accelerator: 'CmdOrCtrl+Shift+W' }],
    },
    { role: 'help', submenu: [{ label: 'Show the log', click: actions.showLog }] },
  ]
}
