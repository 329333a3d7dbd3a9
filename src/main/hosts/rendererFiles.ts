import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import type { Capabilities } from '../../shared/ipc/capabilities.ts'
import { capabilitiesMeta } from '../../shared/ipc/frames.ts'

/** Response of a host to a request for a file of the page. */
export interface RendererFile {
  readonly status: 200 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
}

const encoder = new TextEncoder()

/**
 * Reads the built renderer for a host. The page gets a nonce for the styles its libraries insert (in
 * `<meta name="csp-nonce">`) and the host's capabilities; everything is sent under a policy that allows nothing else.
 * A path that leads out of `rendererDir`, or to nothing, is 404. `connectTo` are the origins the page may connect to.
 */
export function createRendererFiles(parts: {
  readonly rendererDir: string
  readonly capabilities: Capabilities
  readonly connectTo: readonly string[]
  readonly newNonce: () => string
}): (pathname: string) => Promise<RendererFile> {
  const root = resolve(parts.rendererDir)
  return async (pathname) => {
    const nonce = parts.newNonce()
    const headers = securityHeaders(nonce, parts.connectTo)
    const path = pathWithin(root, pathname)
    const type = path && contentTypes[extname(path)]
    const content = type ? await readFile(path).catch(() => undefined) : undefined
    if (!path || !type || !content) return { status: 404, headers, body: encoder.encode('Not found') }
    if (extname(path) !== '.html') {
      return {
        status: 200,
        headers: { ...headers, 'content-type': type, 'cache-control': 'no-cache' },
        body: new Uint8Array(content),
      }
    }
    const page = insertMeta(content.toString('utf8'), {
      'csp-nonce': nonce,
      [capabilitiesMeta]: JSON.stringify(parts.capabilities),
    })
    return {
      status: 200,
      headers: { ...headers, 'content-type': type, 'cache-control': 'no-store' },
      body: encoder.encode(page),
    }
  }
}

function pathWithin(root: string, pathname: string): string | undefined {
  const decoded = decode(pathname)
  if (decoded === undefined || /[\0\\]/.test(decoded)) return undefined
  const path = resolve(join(root, decoded === '/' ? 'index.html' : decoded))
  return path.startsWith(root + sep) ? path : undefined
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

function insertMeta(page: string, values: Readonly<Record<string, string>>): string {
  const elements = Object.entries(values).map(
    ([name, content]) =>
      `<meta name="${name}" content="${content.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`,
  )
  return page.replace(/<head[^>]*>/i, (head) => head + elements.join(''))
}

function securityHeaders(nonce: string, connectTo: readonly string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'content-type': 'text/plain; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(self), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
}
