import { hasWord, wordsOf } from '../../../src/shared/model/text/searchedWords.ts'
import type { SessionRecord } from '../../store/sessions/sessionRecord.ts'

/** Words that somebody wrote to find sessions by. */
export interface SoughtText {
  /** Each once, as `wordsOf` gives them. */
  readonly words: readonly string[]
  /** The same by what stood between spaces. */
  readonly parts: readonly SoughtPart[]
}

interface SoughtPart {
  readonly words: readonly string[]
  /** The beginning of a date, YYYY-MM-DD, for which it may be meant. */
  readonly date: string | undefined
}

/** Returns what is looked for; undefined when it has no word in it. */
export function soughtIn(text: string): SoughtText | undefined {
  const parts = text
    .split(/\s+/u)
    .map((part) => ({ words: wordsOf(part), date: dateIn(part) }))
    .filter(({ words }) => words.length > 0)
  return parts.length === 0 ? undefined : { words: [...new Set(parts.flatMap(({ words }) => words))], parts }
}

/** A date as it is written: YYYY, YYYY-MM, YYYY-MM-DD, DD.MM.YYYY or DD/MM/YYYY. */
function dateIn(part: string): string | undefined {
  if (/^\d{4}(?:-\d{2}){0,2}$/.test(part)) return part
  const [, day, month, year] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(part) ?? []
  return day && month && year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : undefined
}

/** Returns whether each word stands in what is known of the people of a session: names, record number, birth date, or is its id. */
export function isAbout(record: Pick<SessionRecord, 'id' | 'patient' | 'participants'>, sought: SoughtText): boolean {
  const { id, patient, participants } = record
  const names = participants.map(({ name }) => name)
  const identifiers = patient ? [id, patient.mrn] : [id]
  const words = [...names, ...(patient ? [patient.name] : []), ...identifiers, ...identifiers.map(closedUp)].flatMap(
    wordsOf,
  )
  return sought.parts.every(
    (part) =>
      (part.date !== undefined && patient?.birthDate.startsWith(part.date)) ||
      part.words.every((word) => hasWord(words, word)),
  )
}

/** An identifier as somebody types it who leaves out what parts it. */
function closedUp(identifier: string): string {
  return identifier.replace(/[^\p{L}\p{N}]+/gu, '')
}
