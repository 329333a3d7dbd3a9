import type { Patient, SessionKind } from '../../src/shared/model/session.ts'
import type { Temperament } from './tempoOf.ts'
import type { Topic } from './topicsIn.ts'

/**
 * Character and lines of one simulated patient. All lines are their own words. A range such as `{37.4..38.6}` in an update stands
 * for a number drawn when it is written, with as many decimals as the range has.
 */
export interface PatientScript {
  /** The part of the user's and the session's id that names the patient. */
  readonly slug: string
  readonly patient: Patient
  /** Name of the writer when it is not the patient: a parent, for example. */
  readonly writerName?: string
  readonly kind: SessionKind
  readonly temperament: Temperament
  /** The first messages, in order. */
  readonly opening: readonly string[]
  /** Replies by the topic of a question, in order; `other` is for questions about nothing in particular. */
  readonly answers: Partial<Record<Topic, readonly string[]>> & { readonly other: readonly string[] }
  /** Written unprompted, each once. */
  readonly followUps: readonly string[]
  /** Written unprompted once the follow-ups are used up, again and again. */
  readonly updates: readonly string[]
  /** Written after waiting too long for a reply. */
  readonly impatience: readonly string[]
  readonly thanks: readonly string[]
}
