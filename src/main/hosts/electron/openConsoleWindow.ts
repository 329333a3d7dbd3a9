import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import type { Capabilities } from '../../../shared/ipc/capabilities.ts'
import { capabilitiesArgument } from '../../../shared/ipc/channels.ts'

/** The options of the console's window: a sandboxed page that has the bridge and nothing else, where it was last time. */
export function consoleWindowOptions(preloadPath: string, capabilities: Capabilities): BrowserWindowConstructorOptions {
  return {
    name: 'console',
    windowStatePersistence: true,
    title: 'Rounds',
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    webPreferences: {
      preload: preloadPath,
      additionalArguments: [capabilitiesArgument + JSON.stringify(capabilities)],
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would come from a public server.
      spellcheck: false,
    },
  }
}

/** Loads the page and shows the window when there is something to see. */
export async function showConsoleWindow(
  window: Pick<BrowserWindow, 'once' | 'show' | 'loadURL'>,
  url: string,
): Promise<void> {
  window.once('ready-to-show', () => window.show())
  await window.loadURL(url)
}
