import type { Entry } from '../../../src/shared/model/entry.ts'

/** The size of an entry on the wire, in bytes. */
export function entryBytes(entry: Entry): number {
  return Buffer.byteLength(JSON.stringify(entry))
}
