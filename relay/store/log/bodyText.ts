import { sql } from 'kysely'
import type { EntryBody } from '../../../src/shared/model/entry.ts'

/** Beginning of the stored body of every message, and of nothing else, by which SQL recognises messages. */
export const messagePrefix = '{"kind":"message"'

/** Ending of the stored body of a redacted message, and of no other: inside a text every quotation mark is escaped. */
export const redactedSuffix = ',"redacted":true}'

/** SQL condition that a body is a message's, in the words of the index of messages. */
export const isMessageSql = sql<boolean>`substr(body_json, 1, ${sql.lit(messagePrefix.length)}) = ${sql.lit(messagePrefix)}`

/** Returns the body of an entry as it is stored, its kind first. */
export function bodyText(body: EntryBody): string {
  const { kind, ...rest } = body
  return JSON.stringify({ kind, ...rest })
}
