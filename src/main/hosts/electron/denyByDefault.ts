import type { App, Session } from 'electron'
import { isAppUrl } from './appProtocol.ts'
import { isContentUrl } from './contentWindow.ts'
import { outsideAddress } from './outsideAddress.ts'

/** Permissions that the page has without being asked: putting text on the clipboard when the person copies. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/** Returns whether only what a microphone hears is asked for. */
const isSoundOnly = (types: readonly unknown[] | undefined) =>
  types !== undefined && types.length > 0 && types.every((type) => type === 'audio')

/**
 * Refuses every permission but those above and the microphone, for voice messages; every navigation, every new window and every embedded
 * page. The address of a window that our page asked for goes to `openOutside` where it is one of those that a message may lead to, and to
 * `openContent` where it is a file of a message.
 */
export function denyByDefault(
  app: Pick<App, 'on'>,
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
  {
    openOutside,
    openContent,
  }: { readonly openOutside: (url: string) => void; readonly openContent: (url: string) => void },
): void {
  const isAllowed = (permission: string, mediaTypes: readonly unknown[] | undefined) =>
    allowedPermissions.has(permission) || (permission === 'media' && isSoundOnly(mediaTypes))
  session.setPermissionRequestHandler((webContents, permission, callback, details) =>
    callback(
      isAllowed(permission, 'mediaTypes' in details ? details.mediaTypes : undefined) && isAppUrl(webContents.getURL()),
    ),
  )
  session.setPermissionCheckHandler(
    (_webContents, permission, requestingOrigin, { mediaType }) =>
      isAllowed(permission, [mediaType]) && isAppUrl(requestingOrigin),
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
