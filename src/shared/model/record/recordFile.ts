import { canonicalJson } from './canonicalJson.ts'
import { type RecordHead, type RecordHeader, type RecordLink, recordFormat, recordVersion } from './sessionRecord.ts'

/*
 * The file of a record, in pieces that are written one after the other: each link on a line of its own, so that two files can be compared
 * line by line. The hashes are those of values, and stay true however the JSON is laid out.
 */

/** Returns the beginning of the file. */
export function openingOfFile(header: RecordHeader, start: string): string {
  const members = Object.entries({ format: recordFormat, version: recordVersion, header, start })
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`).join(',\n')},\n"links":[`
}

/** Returns some links as the file has them. `isFirst`: no link stands before them. */
export function linksInFile(links: readonly RecordLink[], isFirst: boolean): string {
  if (links.length === 0) return ''
  return `${isFirst ? '' : ','}\n${links.map((link) => canonicalJson(link)).join(',\n')}`
}

/** Returns the end of the file. */
export function closingOfFile(head: RecordHead): string {
  return `\n],\n"head":${canonicalJson(head)}}\n`
}

/** Returns the name of the file: the session and the day, in UTC, on which it was exported. No name of a patient is in it. */
export function nameOfFile({ session, exported }: RecordHeader): string {
  // A colon is part of an id, and of no file's name on every system.
  return `ROUNDS-${session.id.replaceAll(':', '-')}-${new Date(exported.at).toISOString().slice(0, 10)}.json`
}
