import { canonicalJson } from './canonicalJson.ts'
import { type RecordHeader, recordFormat, recordVersion } from './sessionRecord.ts'

/** Returns the SHA-256 of the UTF-8 bytes of a text, in lower-case hexadecimal digits. */
export type Sha256 = (text: string) => string

/** Returns the hash that the chain of a record begins with: that of its format, version and header. */
export function startOfChain(header: unknown, sha256: Sha256): string {
  return sha256(canonicalJson({ format: recordFormat, version: recordVersion, header }))
}

/** Returns the hash of a link: that of the hash before it, a line feed, and the canonical JSON of the entry. */
export function nextInChain(before: string, entry: unknown, sha256: Sha256): string {
  return sha256(`${before}\n${canonicalJson(entry)}`)
}

/** A place in a record. */
export interface RecordPlace {
  readonly thread: RecordHeader['threads'][number]['thread']
  readonly seq: number
}

/** Returns the place of the link with this index, counted from 0; undefined after the last. */
export function placeInRecord(threads: RecordHeader['threads'], index: number): RecordPlace | undefined {
  let left = index
  for (const { thread, entries } of threads) {
    if (left < entries) return { thread, seq: left + 1 }
    left -= entries
  }
  return undefined
}

/** Returns how many links a record has. */
export function linksOf(threads: RecordHeader['threads']): number {
  return threads.reduce((sum, { entries }) => sum + entries, 0)
}
