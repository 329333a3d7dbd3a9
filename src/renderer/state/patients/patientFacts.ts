import type { TFunction } from 'i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Patient } from '../../../shared/model/session.ts'

type Named = Pick<SessionSummary, 'id' | 'patient' | 'participants'>

/** The patient's name: of the record, else of the participant, else the session's id, which is never nothing. */
export function patientName(session: Named): string {
  const participant = session.participants.find(({ role }) => role === 'patient')
  return session.patient?.name ?? (participant?.name || session.id)
}

/** Suffixes after a name that are no part of it. */
const suffix = /^(?:jr|sr|junior|senior|[ivx]{2,4}|md|phd|dds|rn|esq)\.?$/iu

/** A word that belongs to the family name that follows: `de la`, `van der`, `bin`. */
const particle = /^(?:\p{Ll}[\p{L}'’-]*)$/u

/** The scripts in which an initial stands for a given name. */
const hasInitials = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u

/** Returns the words of a name without a suffix, and of these the given name and the family name with what belongs to it. */
export function nameParts(name: string): {
  readonly words: readonly string[]
  readonly given: string
  readonly family: readonly string[]
} {
  const words = name.trim().split(/[\s,]+/)
  while (words.length > 2 && suffix.test(words.at(-1) ?? '')) words.pop()
  const [given = '', ...others] = words
  let familyAt = others.length - 1
  while (familyAt > 0 && particle.test(others[familyAt - 1] ?? '')) familyAt -= 1
  return { words, given, family: others.slice(Math.max(0, familyAt)) }
}

/**
 * Returns the name for a narrow place: the initial of the first given name, and the family name. `Ana Maria de la Cruz Jr.` is
 * `A. de la Cruz`. A name in a script without initials stays whole.
 */
export function shortName(name: string): string {
  const { words, given, family } = nameParts(name)
  if (family.length === 0 || !words.every((word) => hasInitials.test(word))) return name.trim()
  return [`${[...given][0]?.toUpperCase()}.`, ...family].join(' ')
}

/** Age in whole years, or in months up to the second birthday. */
export interface Age {
  readonly unit: 'years' | 'months'
  readonly count: number
}

/** The age on the day of `nowMs` in this workstation's time zone, for a birth date of the form YYYY-MM-DD. Not below 0. */
export function ageOn(birthDate: string, nowMs: number): Age {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number)
  const now = new Date(nowMs)
  const beforeDay = now.getDate() < day ? 1 : 0
  const months = Math.max(0, (now.getFullYear() - year) * 12 + now.getMonth() + 1 - month - beforeDay)
  return months < 24 ? { unit: 'months', count: months } : { unit: 'years', count: Math.floor(months / 12) }
}

/** Returns age and sex as short as they are told from others: `62 F`. What is not known is left out. */
export function ageAndSex(t: TFunction, patient: Patient, nowMs: number): string {
  const { unit, count } = ageOn(patient.birthDate, nowMs)
  const age = t(`patient.${unit}Short`, { count })
  return patient.sex === 'unknown' ? age : `${age} ${t(`patient.sexShort.${patient.sex}`)}`
}

/** Returns the patient who last tried to write since a session was closed, and when (relay time, ms); null where nobody did. */
export function attemptOf({
  active,
  participants,
}: SessionSummary): { readonly name: string; readonly at: number } | null {
  if (active) return null
  const [last] = participants
    .flatMap(({ name, triedToWriteAt: at }) => (at === undefined ? [] : [{ name, at }]))
    .sort((a, b) => b.at - a.at)
  return last ?? null
}
