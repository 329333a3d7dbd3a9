import type { CustomScheme, Protocol } from 'electron'
import type { RendererFile } from '../rendererFiles.ts'

/** Origin of the page. The host part is fixed, so that the page has an origin of its own. */
export const appOrigin = 'app://console'

/** Must be registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** Returns whether an address is of our page and not merely like it. */
export function isAppUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`)
}

/** Serves `app://console/…` from the built renderer; every other host of the scheme is 404. */
export function handleAppProtocol(
  protocol: Pick<Protocol, 'handle'>,
  readRendererFile: (pathname: string) => Promise<RendererFile>,
): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (!isAppUrl(request.url) || request.method !== 'GET') return new Response('Not found', { status: 404 })
    const { status, headers, body } = await readRendererFile(url.pathname)
    return new Response(body, { status, headers })
  })
}
