import { Readable } from 'node:stream'
import type { CustomScheme, Protocol } from 'electron'
import type { FileAnswer } from '../fileAnswers.ts'
import type { RendererFile } from '../rendererFiles.ts'

/** Origin of the page. The host part is fixed, so that the page has an origin of its own. */
export const appOrigin = 'app://console'

/** Must be registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
}

/** Returns whether an address is of our page and not merely like it. */
export function isAppUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`)
}

/** Serves `app://console/…` from the built renderer, and the contents of files; every other host of the scheme is 404. */
export function handleAppProtocol(
  protocol: Pick<Protocol, 'handle'>,
  readRendererFile: (pathname: string) => Promise<RendererFile>,
  answerFile: (url: URL, range: string | undefined) => FileAnswer | undefined,
): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (!isAppUrl(request.url) || request.method !== 'GET') return new Response('Not found', { status: 404 })
    const content = answerFile(url, request.headers.get('range') ?? undefined)
    if (content) return toResponse(content)
    const { status, headers, body } = await readRendererFile(url.pathname)
    return new Response(body, { status, headers })
  })
}

function toResponse({ status, headers, body }: FileAnswer): Response {
  return new Response(body && Readable.toWeb(body), { status, headers })
}
