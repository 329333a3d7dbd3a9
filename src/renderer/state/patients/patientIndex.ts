import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { foldText } from '../../../shared/model/text/foldedText.ts'
import type { PatientLabels } from './patientLabels.ts'

/** A word of a patient from one of its letters to its end. */
interface WordEnd {
  readonly text: string
  readonly id: SessionId
  /** Whether it is the whole word. */
  readonly isWhole: boolean
}

/**
 * Index of the patients of all sessions: every end of every word of name, record number and birth date, in the order of the
 * texts, so that what contains some letters stands together.
 */
export interface PatientIndex {
  readonly ends: readonly WordEnd[]
  /** Facts that each session stands in the index with. */
  readonly madeOf: ReadonlyMap<SessionId, string>
}

/** The index of nobody. */
export const emptyPatientIndex: PatientIndex = { ends: [], madeOf: new Map() }

/**
 * The index after sessions have come, gone or changed their patient; `kept` itself where it holds the same. At most `most` sessions are
 * put in at once, so that somebody who types does not wait for all of them.
 */
export function indexPatients(
  kept: PatientIndex,
  labels: PatientLabels,
  sessions: ReadonlyMap<SessionId, SessionSummary>,
  most = Number.POSITIVE_INFINITY,
): PatientIndex {
  const changed = [...labels].filter(([id, { madeOf }]) => kept.madeOf.get(id) !== madeOf).slice(0, most)
  const gone = new Set([...kept.madeOf.keys()].filter((id) => !labels.has(id)))
  if (changed.length === 0 && gone.size === 0) return kept
  for (const [id] of changed) gone.add(id)
  const comes = changed.flatMap(([id, { folded }]) => wordEnds(id, [folded, ...factsOf(sessions.get(id))]))
  return {
    ends: merge(
      kept.ends.filter(({ id }) => !gone.has(id)),
      comes.sort(compareEnds),
    ),
    madeOf: new Map([
      ...[...kept.madeOf].filter(([id]) => !gone.has(id)),
      ...changed.map(([id, { madeOf }]) => [id, madeOf] as const),
    ]),
  }
}

/**
 * Returns the sessions whose patient answers a query: 2 where each of its words begins a word of theirs, 1 where one only stands
 * within. The words may be in any order; a query without words finds everybody.
 */
export function findPatients(index: PatientIndex, query: string): ReadonlyMap<SessionId, 1 | 2> {
  const [first = '', ...others] = foldText(query).split(' ')
  if (first === '') return new Map([...index.madeOf.keys()].map((id) => [id, 2]))
  let found = sessionsWith(index.ends, first)
  for (const word of others) {
    const also = sessionsWith(index.ends, word)
    const both = new Map<SessionId, 1 | 2>()
    for (const [id, rank] of found) {
      const other = also.get(id)
      if (other !== undefined) both.set(id, rank < other ? rank : other)
    }
    found = both
  }
  return found
}

function sessionsWith(ends: readonly WordEnd[], letters: string): Map<SessionId, 1 | 2> {
  const found = new Map<SessionId, 1 | 2>()
  for (let at = firstAtLeast(ends, letters); ends[at]?.text.startsWith(letters); at += 1) {
    const end = ends[at]
    if (end && (end.isWhole || !found.has(end.id))) found.set(end.id, end.isWhole ? 2 : 1)
  }
  return found
}

/** Returns the place of the first end that does not come before `letters`. */
function firstAtLeast(ends: readonly WordEnd[], letters: string): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ends[middle]?.text ?? '') < letters) low = middle + 1
    else high = middle
  }
  return low
}

function wordEnds(id: SessionId, folded: readonly string[]): WordEnd[] {
  const words = new Set(folded.flatMap((text) => text.split(' ')))
  return [...words].flatMap((word) =>
    Array.from({ length: word.length }, (_, at) => ({ text: word.slice(at), id, isWhole: at === 0 })),
  )
}

function factsOf(session: SessionSummary | undefined): string[] {
  return session?.patient ? [foldText(session.patient.mrn), foldText(session.patient.birthDate)] : []
}

function compareEnds(a: WordEnd, b: WordEnd): number {
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0
}

/** Two lists that are in order as one. */
function merge(a: readonly WordEnd[], b: readonly WordEnd[]): readonly WordEnd[] {
  const merged: WordEnd[] = []
  let at = 0
  for (const end of b) {
    for (let next = a[at]; next && compareEnds(next, end) <= 0; next = a[at]) {
      merged.push(next)
      at += 1
    }
    merged.push(end)
  }
  for (; at < a.length; at += 1) {
    const rest = a[at]
    if (rest) merged.push(rest)
  }
  return merged
}
