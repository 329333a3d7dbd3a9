import type { EntryBody } from '../../src/shared/model/entry.ts'

/** What the stored body of every message begins with, and of nothing else: what SQL tells messages by. */
export const messagePrefix = '{"kind":"message"'

/** The body of an entry as it is stored, its kind first. */
export function bodyText(body: EntryBody): string {
  const { kind, ...rest } = body
  return JSON.stringify({ kind, ...rest })
}
