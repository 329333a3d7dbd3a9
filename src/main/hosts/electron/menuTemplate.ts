import type { MenuItemConstructorOptions } from 'electron'

/**
 * The menu of the program. It claims no key that the page uses: Ctrl+W closes a tab there and not the window, Ctrl+R is not a
 * reload. `developer`: also the tools that a packaged program does not offer.
 */
export function menuTemplate(
  platform: NodeJS.Platform,
  developer: boolean,
  actions: { readonly showLog: () => void },
): MenuItemConstructorOptions[] {
  const program: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const file: MenuItemConstructorOptions[] =
    platform === 'darwin' ? [] : [{ label: '&File', submenu: [{ role: 'quit' }] }]
  const tools: MenuItemConstructorOptions[] = developer
    ? [{ type: 'separator' }, { role: 'toggleDevTools' }, { role: 'forceReload' }]
    : []
  return [
    ...program,
    ...file,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...tools,
      ],
    },
    {
      label: '&Window',
      submenu: [{ role: 'minimize' }, { role: 'close', accelerator: 'CmdOrCtrl+Shift+W' }],
    },
    { role: 'help', submenu: [{ label: 'Show the log', click: actions.showLog }] },
  ]
}
