import { EventEmitter } from 'node:events'
import type { App, HandlerDetails, Session, WebContents } from 'electron'
import { expect, test } from 'vitest'
import { contentWindowOptions } from '../../../src/main/hosts/electron/contentWindow.ts'
import { denyByDefault } from '../../../src/main/hosts/electron/denyByDefault.ts'
import { consoleWindowOptions } from '../../../src/main/hosts/electron/openConsoleWindow.ts'

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type DeviceHandler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>

function deny() {
  const appEvents = new EventEmitter()
  const opened: string[] = []
  const contents: string[] = []
  const handlers: { request?: RequestHandler; check?: CheckHandler; device?: DeviceHandler } = {}
  denyByDefault(
    { on: appEvents.on.bind(appEvents) } as unknown as Pick<App, 'on'>,
    {
      setPermissionRequestHandler: (handler) => {
        if (handler) handlers.request = handler
      },
      setPermissionCheckHandler: (handler) => {
        if (handler) handlers.check = handler
      },
      setDevicePermissionHandler: (handler) => {
        if (handler) handlers.device = handler
      },
    },
    { openOutside: (url) => opened.push(url), openContent: (url) => contents.push(url) },
  )
  return { appEvents, handlers, opened, contents }
}

const permissions = [
  'media',
  'geolocation',
  'notifications',
  'fileSystem',
  'clipboard-read',
  'openExternal',
  'display-capture',
  'hid',
  'unknown',
] as const

test.each(permissions)('refuses the permission %s to our own page, asked for and looked up', (permission) => {
  const { handlers } = deny()
  const page = { getURL: () => 'app://console/index.html' } as WebContents
  const answers: boolean[] = []
  handlers.request?.(page, permission, (granted) => answers.push(granted), { isMainFrame: true, requestingUrl: '' })
  expect(answers).toEqual([false])
  expect(handlers.check?.(page, permission, 'app://console/', { isMainFrame: true, requestingUrl: '' })).toBe(false)
})

test('allows our page, and no other, to put text on the clipboard', () => {
  const { handlers } = deny()
  const check = (origin: string) =>
    handlers.check?.(null, 'clipboard-sanitized-write', origin, { isMainFrame: true, requestingUrl: '' })
  expect(check('app://console/')).toBe(true)
  expect(check('https://example.org/')).toBe(false)
})

test.each([
  [['audio'], 'app://console/index.html', true],
  [['audio', 'video'], 'app://console/index.html', false],
  [['video'], 'app://console/index.html', false],
  [[], 'app://console/index.html', false],
  [['audio'], 'https://example.org/', false],
] as const)('gives %s to the page at %s: %s', (mediaTypes, url, isGiven) => {
  const { handlers } = deny()
  const answers: boolean[] = []
  const asked = { isMainFrame: true, requestingUrl: url, mediaTypes: [...mediaTypes] }
  const page = { getURL: () => url } as WebContents
  handlers.request?.(page, 'media', (granted) => answers.push(granted), asked)
  expect(answers).toEqual([isGiven])
})

test('tells our page that it may hear, and not that it may see', () => {
  const { handlers } = deny()
  const check = (mediaType: 'audio' | 'video') =>
    handlers.check?.(null, 'media', 'app://console/', { isMainFrame: true, requestingUrl: '', mediaType })
  expect(check('audio')).toBe(true)
  expect(check('video')).toBe(false)
})

test('refuses every device', () => {
  const { handlers } = deny()
  expect(handlers.device?.({ deviceType: 'usb', origin: 'app://console', device: {} as never })).toBe(false)
})

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])('prevents %s', (name) => {
  const { appEvents } = deny()
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: () => undefined })
  appEvents.emit('web-contents-created', {}, contents)
  let prevented = false
  contents.emit(name, {
    preventDefault: () => {
      prevented = true
    },
  })
  expect(prevented).toBe(true)
})

/** Asks for a window as a page at `from` does. */
function askForWindow({ appEvents }: ReturnType<typeof deny>, url: string, from = 'app://console/index.html') {
  let answer: unknown
  const setWindowOpenHandler = (handler: (details: HandlerDetails) => unknown) => {
    answer = handler({ url } as HandlerDetails)
  }
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler, getURL: () => from })
  appEvents.emit('web-contents-created', {}, contents)
  return answer
}

test.each(['https://example.org/', 'http://example.org/', 'tel:+44123456', 'mailto:ann@clinic.example'])(
  'opens no window, and gives %s to the operating system',
  (url) => {
    const denied = deny()
    expect(askForWindow(denied, url)).toEqual({ action: 'deny' })
    expect(denied.opened).toEqual([url])
  },
)

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'app://console/',
  'https://a:b@example.org/',
  'ms-word:x',
  'no',
])('opens no window, and gives %s to nobody', (url) => {
  const denied = deny()
  expect(askForWindow(denied, url)).toEqual({ action: 'deny' })
  expect(denied.opened).toEqual([])
})

test('opens the content of a file in a window of its own, for our page alone', () => {
  const url = `app://console/files/${'n'.repeat(32)}`
  const denied = deny()
  expect(askForWindow(denied, url)).toEqual({ action: 'deny' })
  expect([denied.contents, denied.opened]).toEqual([[url], []])
  // Such a window opens nothing itself.
  for (const from of ['https://example.org/', url]) {
    const other = deny()
    askForWindow(other, url, from)
    askForWindow(other, 'https://example.org/', from)
    expect([other.contents, other.opened]).toEqual([[], []])
  }
})

test('the window of a content has no bridge and nothing of Node', () => {
  expect(contentWindowOptions.webPreferences).toMatchObject({
    ...{ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
  })
  expect(contentWindowOptions.webPreferences).not.toHaveProperty('preload')
})

test('gives what another page asks for to nobody', () => {
  const denied = deny()
  expect(askForWindow(denied, 'https://example.org/', 'https://example.org/')).toEqual({ action: 'deny' })
  expect(denied.opened).toEqual([])
})

test('the window is sandboxed, isolated and without Node, and remembers where it was', () => {
  const options = consoleWindowOptions('/preload.cjs', { keyProtection: 'fileOnly' })
  expect(options).toMatchObject({ name: 'console', windowStatePersistence: true })
  expect(options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    preload: '/preload.cjs',
    additionalArguments: ['--rounds-capabilities={"keyProtection":"fileOnly"}'],
  })
})
