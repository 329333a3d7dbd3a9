import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'

/** The checkout as the rules see it: every file's path, and every TypeScript source parsed. Paths are relative, with `/`. */
export interface SourceTree {
  readonly paths: readonly string[]
  readonly sources: readonly Source[]
}

export interface Source {
  readonly path: string
  readonly text: string
  readonly parsed: ParseResult
  readonly imports: readonly Import[]
}

/** One import, re-export or dynamic import. `target` is the file meant, for relative ones; `packageName` is for all others. */
export interface Import {
  readonly specifier: string
  /** Erased before the program runs: nothing of the target is executed. */
  readonly typeOnly: boolean
  readonly target: string | undefined
  readonly packageName: string | undefined
}

/** Reads every file that git tracks or would offer to track. */
export function readSourceTree(): SourceTree {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' })
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(path)).sort()
  return parseTree(paths, (path) => readFileSync(path, 'utf8'))
}

/** A tree that exists only here: the rules are tried on it. */
export function plantTree(files: Readonly<Record<string, string>>): SourceTree {
  return parseTree(Object.keys(files).sort(), (path) => files[path] ?? '')
}

function parseTree(paths: readonly string[], read: (path: string) => string): SourceTree {
  const sources = paths
    .filter((path) => /\.tsx?$/.test(path))
    .map((path): Source => {
      const text = read(path)
      const parsed = parseSync(path, text)
      const [error] = parsed.errors
      if (error) throw new Error(`${path}: ${error.message}`)
      return { path, text, parsed, imports: readImports(path, text, parsed) }
    })
  return { paths, sources }
}

function readImports(path: string, text: string, { module }: ParseResult): Import[] {
  const found = (specifier: string, typeOnly: boolean): Import => {
    const relative = specifier.startsWith('.')
    const [bare = specifier] = specifier.split('?')
    return {
      specifier,
      typeOnly,
      target: relative ? posix.join(posix.dirname(path), bare) : undefined,
      packageName: relative ? undefined : packageOf(specifier),
    }
  }
  const statics = module.staticImports.map(({ entries, moduleRequest }) =>
    found(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType)),
  )
  const reExports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.moduleRequest ? [found(entry.moduleRequest.value, entry.isType)] : [])),
  )
  const dynamics = module.dynamicImports.flatMap(({ moduleRequest }) => {
    const literal = /^(['"`])([^$]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    return literal?.[2] === undefined ? [] : [found(literal[2], false)]
  })
  return [...statics, ...reExports, ...dynamics]
}

/** `@scope/name/path` -> `@scope/name`; `node:fs/promises` -> `node:fs`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
