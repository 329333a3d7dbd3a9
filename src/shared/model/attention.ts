import type { Entry } from './entry.ts'

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

/** Facts about a session from which the list places it. */
export interface AttentionInput {
  readonly active: boolean
  readonly owedSince: OwedSince
  /** Messages of this console for the session that wait in the outbox and have not been refused. */
  readonly queuedReplies: number
  readonly lastActivityAt: number
}

/**
 * Group of a session in the list. `endedUnanswered`: it ended while its patient waited. `writtenNotSent`: what was written is
 * still on this console, so the patient has nothing, and waits if they did.
 */
export type AttentionGroup = 'endedUnanswered' | 'owed' | 'writtenNotSent' | 'waitingOnPatient' | 'closed'

/** The group of the session list that a session stands in. An answer counts as given when the relay has it. */
export function attentionGroup({ active, owedSince, queuedReplies }: AttentionInput): AttentionGroup {
  if (!active) return owedSince === null ? 'closed' : 'endedUnanswered'
  if (queuedReplies > 0) return 'writtenNotSent'
  return owedSince === null ? 'waitingOnPatient' : 'owed'
}

const groupOrder: Record<AttentionGroup, number> = {
  endedUnanswered: 0,
  owed: 1,
  writtenNotSent: 2,
  waitingOnPatient: 3,
  closed: 4,
}

/** Orders sessions as they need the clinician: in a group longest wait first, then those that wait for nothing, most recently active first. */
export function compareAttention(a: AttentionInput, b: AttentionInput): number {
  const byGroup = groupOrder[attentionGroup(a)] - groupOrder[attentionGroup(b)]
  if (byGroup !== 0) return byGroup
  if (a.owedSince !== null && b.owedSince !== null) return a.owedSince - b.owedSince
  if (a.owedSince !== null || b.owedSince !== null) return a.owedSince === null ? 1 : -1
  return b.lastActivityAt - a.lastActivityAt
}
