import { constants } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { recordFormat } from '../src/shared/model/record/sessionRecord.ts'
import { type RecordVerdict, verifyRecord } from '../src/shared/model/record/verifyRecord.ts'

/*
 * `npm run verify -- FILE`: checks the exported record of a session, without a relay. Prints
 * `N entries, chain whole, head HASH` and ends with exit code 0; or prints the first broken link, or why the file cannot be checked, in
 * one line, and ends with 1. That the head is the one of the export is for the reader to compare, with the printed record or with
 * whoever has it: a chain that was made anew from its beginning is whole too.
 */
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const verdict = judgeFile(process.argv.slice(2))
if (verdict.kind === 'whole') console.log(`${verdict.head.entries} entries, chain whole, head ${verdict.head.hash}`)
else {
  console.error(describe(verdict))
  process.exitCode = 1
}

function judgeFile(paths: readonly string[]): RecordVerdict {
  const [path] = paths
  if (path === undefined || paths.length > 1) return unfit('usage: npm run verify -- FILE')
  const text = readText(path)
  if (typeof text !== 'string') return text
  try {
    const value: unknown = JSON.parse(text)
    if (membersIn(text) !== membersOf(value))
      return unfit('a name stands twice in one object, so that readers may differ')
    return verifyRecord(value, sha256)
  } catch (error) {
    if (error instanceof RangeError) return unfit('nested deeper than any record')
    if (!(error instanceof SyntaxError)) throw error
    const isCutOff = text.startsWith(`{"format":"${recordFormat}"`) && !text.trimEnd().endsWith('}')
    return unfit(isCutOff ? 'the file is cut off: its end is missing' : 'not JSON')
  }
}

function readText(path: string): string | RecordVerdict {
  try {
    if (statSync(path).size > constants.MAX_STRING_LENGTH) return unfit('the file is too large to be read as one text')
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    if (error instanceof TypeError) return unfit('not a text in UTF-8')
    return unfit(`the file cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

/** Returns how many members stand in a JSON text. */
function membersIn(text: string): number {
  let count = 0
  for (const [, colon] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (colon !== undefined) count += 1
  return count
}

/** Returns how many of them are left when it is read: of two with one name, one. */
function membersOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > 100) throw new RangeError('nested too deep')
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce((sum: number, item) => sum + membersOf(item, depth + 1), own)
}

function unfit(why: string): RecordVerdict {
  return { kind: 'unfit', why }
}

function describe(verdict: Exclude<RecordVerdict, { kind: 'whole' }>): string {
  if (verdict.kind === 'unfit') return verdict.why
  const { link, place, differs, found } = verdict.broken
  const where = link === 0 ? 'the header' : `link ${link}${place ? ` (${place.thread} ${place.seq})` : ''}`
  return `first broken link: ${where}, ${differs}: ${found}`
}
