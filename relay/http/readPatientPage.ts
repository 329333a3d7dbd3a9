import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { type PageSettings, pageSettingsName } from '../../src/shared/protocol/settings/pageSettings.ts'

export interface PageFile {
  readonly type: string
  /** An entity tag of the content, quotes included. */
  readonly etag: string
  /** The file's name has a hash of its content in it, so that it never changes. */
  readonly isImmutable: boolean
  readonly content: Buffer
  readonly encoded: { readonly br?: Buffer; readonly gzip?: Buffer }
}

/** The files of the page by their paths below `/visit/`; the page itself is the empty one. */
export type PatientPage = ReadonlyMap<string, PageFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Reads the built page whole, and writes into its document what this clinic has set, so that the browser keeps that with it; the other files with the compressed forms that the build made: it is small, and what is asked for can then only be
 * one of its files. Undefined when it was not built.
 */
export async function readPatientPage(directory: string, settings: PageSettings): Promise<PatientPage | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)))
  const files = await Promise.all(
    [...paths]
      .filter((file) => extname(file) in types)
      .map(async (file) => {
        const path = relative(directory, file).split(sep).join('/')
        if (path === 'index.html') return ['', documentOf(await readFile(file, 'utf8'), settings)] as const
        return [path, await readPageFile(file, path, paths)] as const
      }),
  )
  const page = new Map(files)
  return page.has('') ? page : undefined
}

function documentOf(built: string, settings: PageSettings): PageFile {
  const written = JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const empty = `<meta name="${pageSettingsName}" content="" />`
  const content = Buffer.from(built.replace(empty, () => `<meta name="${pageSettingsName}" content="${written}" />`))
  const encoded = { br: brotliCompressSync(content), gzip: gzipSync(content) }
  return { type: types['.html'] ?? '', etag: etagOf(content), isImmutable: false, content, encoded }
}

function etagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`
}

async function readPageFile(file: string, path: string, paths: ReadonlySet<string>): Promise<PageFile> {
  const readIfThere = async (name: string) => (paths.has(name) ? readFile(name) : undefined)
  const [content, br, gzip] = await Promise.all([readFile(file), readIfThere(`${file}.br`), readIfThere(`${file}.gz`)])
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    etag: etagOf(content),
    isImmutable: path.startsWith('assets/'),
    content,
    encoded: { ...(br && { br }), ...(gzip && { gzip }) },
  }
}
