import type { App, Session } from 'electron'
import { isAppUrl } from './appProtocol.ts'

/** Permissions that the page has without being asked: putting text on the clipboard when the person copies. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** Refuses every permission but those above, every navigation, every new window and every embedded page. */
export function denyByDefault(
  app: Pick<App, 'on'>,
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
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
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}
