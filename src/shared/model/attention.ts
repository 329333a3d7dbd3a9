import type { Entry } from './entry.ts'
import { type Later, laterInForce } from './later.ts'
import { type UrgencyInput, urgencyRank } from './urgency.ts'

/** Since when a session owes its patient a reply (relay time, ms), or null when nobody has asked since the last answer. */
export type OwedSince = number | null

/**
 * Folds one care entry into the owed-reply state: the first message of a patient after an answer starts the clock, a message
 * of a clinician or of support stops it. Nothing else does: reading, closing and expiry answer nobody. What is redacted neither
 * asks nor answers; where a redaction takes a message away that was folded, the thread is to be folded again. Order is `seq`: what
 * comes later in the thread and says an earlier time shows that the clock was ahead before, and nobody waits since later than that.
 */
export function owedAfter(
  owedSince: OwedSince,
  entry: Pick<Entry, 'thread' | 'senderRole' | 'body' | 'at'>,
): OwedSince {
  if (entry.thread !== 'care') return owedSince
  const bounded = owedSince === null ? null : Math.min(owedSince, entry.at)
  if (entry.body.kind !== 'message' || entry.body.redacted) return bounded
  if (entry.senderRole === 'patient') return bounded ?? entry.at
  return null
}

/**
 * Returns what of a session needs the clinician at this time (relay time, ms). One that is put off, or needs no answer, owes nothing while that is in
 * force; afterwards it owes since it did before.
 */
export function attentionNow(
  {
    owedSince,
    ...session
  }: { readonly owedSince: OwedSince; readonly later?: Later | undefined; readonly saidUpTo: number },
  nowMs: number,
): { readonly owedSince: OwedSince; readonly later: Later | undefined } {
  const later = owedSince === null ? undefined : laterInForce(session, nowMs)
  return { owedSince: later ? null : owedSince, later }
}

/** Facts about a session from which the list places it. */
export interface AttentionInput extends UrgencyInput {
  readonly active: boolean
  readonly owedSince: OwedSince
  /** Until when it is put off, or null where it needs no answer; missing where neither is in force. */
  readonly later?: Pick<Later, 'until'> | undefined
  /** Messages of this console for the session that wait in the outbox and have not been refused. */
  readonly queuedReplies: number
  readonly lastActivityAt: number
}

/**
 * Group of a session in the list. `endedUnanswered`: it ended while its patient waited. `writtenNotSent`: what was written is
 * still on this console, so the patient has nothing, and waits if they did. `later`: it is put off. `noneNeeded`: what the patient said last needs
 * no answer.
 */
export type AttentionGroup =
  | 'endedUnanswered'
  | 'owed'
  | 'writtenNotSent'
  | 'later'
  | 'waitingOnPatient'
  | 'noneNeeded'
  | 'closed'

/** The group of the session list that a session stands in. An answer counts as given when the relay has it. */
export function attentionGroup({ active, owedSince, later, queuedReplies }: AttentionInput): AttentionGroup {
  if (active && queuedReplies > 0) return 'writtenNotSent'
  if (later && later.until !== null) return 'later'
  if (!active) return owedSince === null ? 'closed' : 'endedUnanswered'
  if (later) return 'noneNeeded'
  return owedSince === null ? 'waitingOnPatient' : 'owed'
}

const groupOrder: Record<AttentionGroup, number> = {
  endedUnanswered: 0,
  owed: 1,
  writtenNotSent: 2,
  later: 3,
  waitingOnPatient: 4,
  noneNeeded: 5,
  closed: 6,
}

/**
 * Orders sessions as they need the clinician at a time (relay time, ms): in a group by the rank of their urgency, in that the longest wait first,
 * then those that wait for nothing, most recently active first. What is put off is ordered by its time, the soonest first.
 */
export function compareAttention(a: AttentionInput, b: AttentionInput, nowMs: number): number {
  const group = attentionGroup(a)
  const byGroup = groupOrder[group] - groupOrder[attentionGroup(b)]
  if (byGroup !== 0) return byGroup
  if (group === 'later') return (a.later?.until ?? 0) - (b.later?.until ?? 0) || b.lastActivityAt - a.lastActivityAt
  if (a.owedSince !== null && b.owedSince !== null)
    return urgencyRank(a, nowMs) - urgencyRank(b, nowMs) || a.owedSince - b.owedSince
  if (a.owedSince !== null || b.owedSince !== null) return a.owedSince === null ? 1 : -1
  return b.lastActivityAt - a.lastActivityAt
}
