import type { TFunction } from 'i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { foldText } from '../../../shared/model/text/foldedText.ts'
import { areAlike, findAlike, likenessKeys } from '../../../shared/model/text/likeNames.ts'
import { patientName, shortName } from './patientFacts.ts'

/**
 * Facts that distinguish a patient from another of the same name. `brief` is the least of them that does: the year where it is
 * enough.
 */
export interface Difference {
  readonly kind: 'born' | 'mrn' | 'session'
  readonly value: string
  readonly brief: string
}

/** A patient who could be taken for another, and what distinguishes them from that one. */
export interface Namesake extends Difference {
  readonly name: string
  /** Whether the name is the same, rather than like it. */
  readonly isSameName: boolean
}

/** Name of a session's patient on the screen. */
export interface PatientLabel {
  readonly name: string
  /** The name for a narrow place; the whole name where another patient's would be shortened to the same. */
  readonly short: string
  /**
   * Facts that distinguish this patient from those who could be taken for them, who are `namesakes`; null where there are none.
   */
  readonly difference: Difference | null
  readonly namesakes: readonly Namesake[]
  /** Keys by which patients who could be taken for each other are found. */
  readonly keys: readonly string[]
  /** The name as it is compared with what somebody looks for. */
  readonly folded: string
  /** Facts that the label was made of. */
  readonly madeOf: string
}

export type PatientLabels = ReadonlyMap<SessionId, PatientLabel>

interface Named {
  readonly session: SessionSummary
  readonly madeOf: string
  readonly name: string
  readonly folded: string
  readonly short: string
  readonly foldedShort: string
  readonly person: string
  readonly birthDate: string | undefined
  readonly keys: readonly string[]
}

/**
 * Returns the labels of `sessions`. `changed` are those that are new or another than when `kept` was made; where they concern no
 * name, `kept` itself is returned, and a label that says the same stays the same object.
 */
export function labelPatients(
  kept: PatientLabels,
  sessions: ReadonlyMap<SessionId, SessionSummary>,
  changed: readonly SessionSummary[],
): PatientLabels {
  const isKept = (session: SessionSummary) => kept.get(session.id)?.madeOf === describe(session)
  if (kept.size === sessions.size && changed.every(isKept)) return kept
  const all = [...sessions.values()].map((session) => nameOf(session, kept.get(session.id)))
  // Like names count among those who can be written to; the same name counts wherever it is listed.
  const alike = findAlike(all, (one, other) => {
    const areOpen = one.session.active && other.session.active
    return one.folded === other.folded || (areOpen && areAlike(one, other))
  })
  const byShort = Map.groupBy(all, ({ foldedShort }) => foldedShort)
  return new Map(
    all.map((named) => {
      const { session, name, folded, foldedShort, madeOf } = named
      const others = [...new Map([...(alike.get(named) ?? [])].map((other) => [other.person, other])).values()]
      const isAmbiguous = others.length > 0 || (byShort.get(foldedShort) ?? []).some((other) => other.folded !== folded)
      const label: PatientLabel = {
        name,
        short: isAmbiguous ? name : named.short,
        difference:
          others.length > 0
            ? differenceOf(
                session,
                others.map((other) => other.session),
              )
            : null,
        namesakes: others.map((other) => ({
          ...differenceOf(other.session, [session]),
          name: other.name,
          isSameName: other.folded === folded,
        })),
        keys: named.keys,
        folded,
        madeOf,
      }
      const before = kept.get(session.id)
      return [session.id, before && JSON.stringify(before) === JSON.stringify(label) ? before : label]
    }),
  )
}

function nameOf(session: SessionSummary, before: PatientLabel | undefined): Named {
  const name = patientName(session)
  const madeOf = describe(session)
  const short = shortName(name)
  const isKept = before?.madeOf === madeOf
  const folded = isKept ? before.folded : foldText(name)
  const birthDate = session.patient?.birthDate
  return {
    ...{ session, madeOf, name, folded, short, foldedShort: foldText(short), birthDate },
    person: personOf(session),
    keys: isKept ? before.keys : likenessKeys({ name, birthDate }),
  }
}

/** The first of birth date, record number and session that none of the others has. */
function differenceOf({ id, patient }: SessionSummary, others: readonly SessionSummary[]): Difference {
  if (patient && others.every((other) => other.patient?.birthDate !== patient.birthDate)) {
    const year = patient.birthDate.slice(0, 4)
    const isYearEnough = others.every((other) => other.patient?.birthDate.slice(0, 4) !== year)
    return { kind: 'born', value: patient.birthDate, brief: isYearEnough ? year : patient.birthDate }
  }
  if (patient) return { kind: 'mrn', value: patient.mrn, brief: patient.mrn }
  return { kind: 'session', value: id, brief: id }
}

/** Returns a key of the patient's person: two sessions of one record are one person, and no namesakes. */
function personOf({ id, patient, participants }: SessionSummary): string {
  if (patient) return `mrn ${patient.mrn}`
  const participant = participants.find(({ role }) => role === 'patient')
  return participant ? `user ${participant.userId}` : `session ${id}`
}

function describe(session: SessionSummary): string {
  return JSON.stringify([patientName(session), personOf(session), session.patient?.birthDate, session.active])
}

/** Returns what tells a patient from another of the same name, in words. */
export function differenceText(t: TFunction, { kind, value }: Difference): string {
  return t(`patient.difference.${kind}`, { value })
}

/** Returns a patient's name for a sentence: with what tells them from others of the same name. */
export function nameInWords(t: TFunction, { name, difference }: PatientLabel): string {
  return difference ? t('patient.named', { name, difference: differenceText(t, difference) }) : name
}

/** Returns who else could be meant by a patient's name, in words: those of the same name, and those of one like it. */
export function namesakesText(t: TFunction, { name, namesakes }: PatientLabel): string {
  const { same = [], like = [] } = Object.groupBy(namesakes, ({ isSameName }) => (isSameName ? 'same' : 'like'))
  const differences = same.map((other) => differenceText(t, other)).join(', ')
  const patients = like.map((other) => t('patient.named', { name: other.name, difference: differenceText(t, other) }))
  return [
    ...(same.length > 0 ? [t('patient.namesake', { name, differences })] : []),
    ...(like.length > 0 ? [t('patient.likeName', { patients: patients.join(', ') })] : []),
  ].join('. ')
}
