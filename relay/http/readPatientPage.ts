import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

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
 * Reads the built page whole, with the compressed forms that the build made: it is small, and what is asked for can then only be
 * one of its files. Undefined when it was not built.
 */
export async function readPatientPage(directory: string): Promise<PatientPage | undefined> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)))
  const files = await Promise.all(
    [...paths]
      .filter((file) => extname(file) in types)
      .map(async (file) => {
        const path = relative(directory, file).split(sep).join('/')
        return [path === 'index.html' ? '' : path, await readPageFile(file, path, paths)] as const
      }),
  )
  const page = new Map(files)
  return page.has('') ? page : undefined
}

async function readPageFile(file: string, path: string, paths: ReadonlySet<string>): Promise<PageFile> {
  const readIfThere = async (name: string) => (paths.has(name) ? readFile(name) : undefined)
  const [content, br, gzip] = await Promise.all([readFile(file), readIfThere(`${file}.br`), readIfThere(`${file}.gz`)])
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`,
    isImmutable: path.startsWith('assets/'),
    content,
    encoded: { ...(br && { br }), ...(gzip && { gzip }) },
  }
}
