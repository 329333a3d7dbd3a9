import type { App, Session } from 'electron'
import { isAppUrl } from './appProtocol.ts'
import { outsideAddress } from './outsideAddress.ts'

/** Permissions that the page has without being asked: putting text on the clipboard when the person copies. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/**
 * Refuses every permission but those above, every navigation, every new window and every embedded page. The address of a window that our
 * page asked for goes to `openOutside` where it is one of those that a message may lead to.
 */
export function denyByDefault(
  app: Pick<App, 'on'>,
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
  openOutside: (url: string) => void,
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
      if (address !== null && isAppUrl(contents.getURL())) openOutside(address)
      return { action: 'deny' }
    })
  })
}
