import type { BrowserWindowConstructorOptions } from 'electron'
import { appOrigin } from './appProtocol.ts'

/** Returns whether an address is of the content of a file, and not of the page. */
export function isContentUrl(url: string): boolean {
  return new RegExp(`^${appOrigin}/files/[\\w-]+$`).test(url)
}

/** The options of a window that shows the content of a file: it has no bridge, and nothing of Node. The reader of PDF is a plugin. */
export const contentWindowOptions: BrowserWindowConstructorOptions = {
  title: 'Rounds',
  width: 900,
  height: 1000,
  webPreferences: {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    plugins: true,
    spellcheck: false,
  },
}
