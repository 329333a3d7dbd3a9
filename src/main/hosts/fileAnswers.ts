import { Readable } from 'node:stream'
import type { Core } from '../core/core.ts'
import type { SharedContent } from '../core/runtime/sharedContent.ts'

/** Answer of a host to its page's request for the content of a file. */
export interface FileAnswer {
  readonly status: 200 | 206 | 404 | 416
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | null
}

const pathOfFiles = /^\/files\/([\w-]{32})$/

/** Kinds that the page draws or plays by itself; every other is only saved. */
const shown = /^(image\/(png|jpeg|gif|webp|avif)|audio\/[\w-]+|application\/pdf|text\/plain)$/

/** Nothing of a file is kept by the browser, run, or taken for a page of this origin. */
const guards = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const

/** A reader of PDF is a plugin of the browser, which a sandbox would keep out; it runs in a process of its own, and its document may fetch nothing. */
const policies = {
  pdf: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  other: "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
} as const

/**
 * Creates the answers to requests for `/files/NAME`, where NAME is what `openFile` gave the page: nobody who does not have it can ask. Undefined for any
 * other path. `?save` is answered as a file to be saved, and so is whatever the page does not draw or play itself.
 */
export function createFileAnswers(core: Pick<Core, 'findContent'>) {
  return (url: URL, range: string | undefined): FileAnswer | undefined => {
    if (!url.pathname.startsWith('/files/')) return undefined
    const [, name] = pathOfFiles.exec(url.pathname) ?? []
    const content = name === undefined ? undefined : core.findContent(name)
    if (!content)
      return { status: 404, headers: { ...guards, 'content-type': 'text/plain; charset=utf-8' }, body: null }
    const headers = headersOf(content, url.searchParams.has('save'))
    const part = partOf(range, content.bytes)
    if (part === 'none')
      return { status: 416, headers: { ...headers, 'content-range': `bytes */${content.bytes}` }, body: null }
    if (!part)
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(content.bytes) },
        body: Readable.from(content.read()),
      }
    const { start, end } = part
    return {
      status: 206,
      headers: {
        ...headers,
        'content-range': `bytes ${start}-${end - 1}/${content.bytes}`,
        'content-length': String(end - start),
      },
      body: Readable.from(content.read(part)),
    }
  }
}

function headersOf({ name, mediaType }: SharedContent, saves: boolean): Record<string, string> {
  const isShown = shown.test(mediaType) && !saves
  return {
    ...guards,
    'accept-ranges': 'bytes',
    'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeFileName(name)}`,
    'content-security-policy': mediaType === 'application/pdf' ? policies.pdf : policies.other,
  }
}

/** The part that a `Range` of one piece asks for; undefined for all of it; `none` where it begins behind the end. */
function partOf(range: string | undefined, bytes: number): { start: number; end: number } | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from)
  const end = from === '' || to === '' ? bytes : Math.min(bytes, Number(to) + 1)
  return start >= end ? 'none' : { start, end }
}

function encodeFileName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
