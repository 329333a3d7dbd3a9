import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Participant } from '../../../shared/model/session.ts'
import { foldText } from '../../../shared/model/text/foldedText.ts'

/** A participant with the role `patient` is who writes; the record says whose health it is about. */
type Recorded = Pick<SessionSummary, 'patient'>

const titles = /^(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|sr|sra|pan|pani|mme|m)$/

/**
 * Returns the name of the patient for whom this participant writes: of the record, where the participant's is another name. A name that is
 * part of the record's, or that has it in it with more given names, is the patient's own. Null where it is, for the staff, and where either
 * name is not known. A nickname counts as another name: who writes under it writes for the patient, which stays true.
 */
export function writesFor(
  { patient }: Recorded,
  { userId, name, role }: Pick<Participant, 'userId' | 'name' | 'role'>,
): string | null {
  if (role !== 'patient' || !patient || name === userId) return null
  const [own, recorded] = [wordsOf(name), wordsOf(patient.name)]
  if (own.length === 0 || recorded.length === 0) return null
  return isPartOf(own, recorded) || hasMoreGivenNames(own, recorded) ? null : patient.name
}

/** Those who write for the patient of a session, and whether the patient is in it as well. */
export function writersFor(session: Pick<SessionSummary, 'patient' | 'participants'>): {
  readonly names: readonly string[]
  readonly patientToo: boolean
} {
  const patients = session.participants.filter(({ role }) => role === 'patient')
  const others = patients.filter((participant) => writesFor(session, participant) !== null)
  return { names: others.map(({ name }) => name), patientToo: others.length < patients.length }
}

/** Returns the words of a name as they are compared: without accents, signs and titles. */
function wordsOf(name: string): readonly string[] {
  const words = foldText(name)
    .replace(/[^\p{L}\p{N}\s]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '')
  const untitled = words.filter((word) => !titles.test(word))
  return untitled.length > 0 ? untitled : words
}

/** Returns whether each word is one of the record's, or the first letter of one. */
function isPartOf(own: readonly string[], recorded: readonly string[]): boolean {
  return own.every((word) =>
    recorded.some((other) => other === word || ([...word].length === 1 && other.startsWith(word))),
  )
}

/** Returns whether it is the record's name with other given names between: `Zosia's mother Kowalczyk` is not. */
function hasMoreGivenNames(own: readonly string[], recorded: readonly string[]): boolean {
  return isPartOf(recorded, own) && own[0] === recorded[0] && own.at(-1) === recorded.at(-1)
}
