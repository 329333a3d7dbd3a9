import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { Entry } from '../../../shared/model/entry.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'
import { type KnownPatient, namedPatients } from '../../../shared/model/rightPatient/namedPatients.ts'
import { type CopiedText, pastedFrom } from '../../../shared/model/rightPatient/pastedFrom.ts'
import { wroteSince } from '../../../shared/model/rightPatient/wroteSince.ts'
import { patientName } from '../../state/patients/patientFacts.ts'

/** Reason to ask before a message goes to a patient. */
export type Doubt =
  | { readonly kind: 'names' | 'pasted'; readonly sessionId: SessionId }
  | { readonly kind: 'patientWrote' | 'colleagueWrote'; readonly entry: Entry }

/** A text that is about to be sent, and what its writer knew. Times are of the relay's clock, in ms. */
export interface Written {
  readonly text: string
  readonly session: SessionSummary
  readonly ownUserId: UserId
  /** All sessions here. */
  readonly sessions: Iterable<SessionSummary>
  /** The newest entries of the care thread, ascending. */
  readonly entries: readonly Entry[]
  /** Texts that were pasted into it. */
  readonly pasted: readonly CopiedText[]
  readonly begunAt: number
  readonly changedAt: number
  /** The `seq` up to which its writer has read, or was asked before. */
  readonly heededUpTo: number
  readonly now: number
}

/** Returns why this text may be meant for another patient, or says what has been answered already; most serious first. */
export function doubtsOf(written: Written): Doubt[] {
  const { text, session, ownUserId, entries, pasted, begunAt, changedAt, heededUpTo, now } = written
  const names = namedPatients(
    text,
    { names: [patientName(session), ...session.participants.map(({ name }) => name)], ...session.patient },
    othersOf(written),
  )
  const copied = pastedFrom(
    text,
    pasted.filter(({ sessionId }) => sessionId !== session.id),
  )
  const isSaid = copied !== null && names.includes(copied.sessionId)
  const unheeded = entries.filter(({ seq }) => seq > heededUpTo)
  const entry = wroteSince({
    entries: unheeded,
    begunAt,
    changedAt,
    readUpTo: readUpToOf(session, ownUserId),
    ownUserId,
    now,
  })
  return [
    ...names.map((sessionId) => ({ kind: 'names' as const, sessionId })),
    ...(copied && !isSaid ? [{ kind: 'pasted' as const, sessionId: copied.sessionId }] : []),
    ...(entry ? [{ kind: kindOf(entry), entry }] : []),
  ]
}

/** Patients of this person's other open sessions. */
function othersOf({ session, sessions, ownUserId }: Written): KnownPatient[] {
  return [...sessions]
    .filter(({ id, active }) => active && id !== session.id)
    .filter(({ participants }) => participants.some(({ userId }) => userId === ownUserId))
    .map((other) => ({ ...other.patient, sessionId: other.id, name: patientName(other) }))
}

const kindOf = ({ senderRole }: Entry): 'patientWrote' | 'colleagueWrote' =>
  senderRole === 'patient' ? 'patientWrote' : 'colleagueWrote'

function readUpToOf({ watermarks }: SessionSummary, own: UserId): number {
  return watermarks.find(({ userId, thread }) => userId === own && thread === 'care')?.readUpTo ?? 0
}
