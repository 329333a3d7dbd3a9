import type { App, Session } from 'electron'
import { isAppUrl } from './appProtocol.ts'
import { isContentUrl } from './contentWindow.ts'
import { outsideAddress } from './outsideAddress.ts'

/** Permissions that the page has without being asked: putting text on the clipboard when the person copies. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/**
 * Refuses every permission but those above, every navigation, every new window and every embedded page. The address of a window that our
 * page asked for goes to `openOutside` where it is one of those that a message may lead to, and to `openContent` where it is a file of a message.
 */
export function denyByDefault(
  app: Pick<App, 'on'>,
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
  {
    openOutside,
    openContent,
  }: { readonly openOutside: (url: string) => void; readonly openContent: (url: string) => void },
): void {
  session.setPermissionRequestHandler((webContents, permission, callback) =>
    callback(allowedPermissions.has(permission) && isAppUrl(webContents.getURL())),
  )
  session.setPermissionCheckHandler(
    (_webContents, permission, requestingOrigin) => allowedPermissions.has(permission) && isAppUrl(requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      const address = outsideAddress(url)
      const isOurs = isAppUrl(contents.getURL()) && !isContentUrl(contents.getURL())
      if (isOurs && isContentUrl(url)) openContent(url)
      else if (isOurs && address !== null) openOutside(address)
      return { action: 'deny' }
    })
  })
}
