import type { Entry } from './entry.ts'

/** Since when a session owes its patient a reply (relay time, ms), or null when the last word is not the patient's. */
export type OwedSince = number | null

/**
 * Folds one care entry into the owed-reply state: the first message of a patient after an answer starts the clock, a message
 * of a clinician or of support stops it, closing the session and its expiry stop it. Reading does not.
 */
export function owedAfter(
  owedSince: OwedSince,
  entry: Pick<Entry, 'thread' | 'senderRole' | 'body' | 'at'>,
): OwedSince {
  if (entry.thread !== 'care') return owedSince
  if (entry.body.kind === 'state')
    return entry.body.change === 'closed' || entry.body.change === 'expired' ? null : owedSince
  if (entry.body.kind !== 'message') return owedSince
  if (entry.senderRole === 'patient') return owedSince ?? entry.at
  return null
}

/** What the list needs to know of a session in order to place it. */
export interface AttentionInput {
  readonly active: boolean
  readonly owedSince: OwedSince
  /** Messages of this console for the session that wait in the outbox and have not been refused. */
  readonly queuedReplies: number
  readonly lastActivityAt: number
}

export type AttentionGroup = 'owed' | 'waitingOnPatient' | 'closed'

/** The group of the session list that a session stands in. An answer in the outbox counts as given; a refused one does not. */
export function attentionGroup(session: AttentionInput): AttentionGroup {
  if (!session.active) return 'closed'
  return session.owedSince !== null && session.queuedReplies === 0 ? 'owed' : 'waitingOnPatient'
}

const groupOrder: Record<AttentionGroup, number> = { owed: 0, waitingOnPatient: 1, closed: 2 }

/** Orders sessions as they need the clinician: owed a reply first, longest wait on top; then the most recently active. */
export function compareAttention(a: AttentionInput, b: AttentionInput): number {
  const groupA = attentionGroup(a)
  const groupB = attentionGroup(b)
  if (groupA !== groupB) return groupOrder[groupA] - groupOrder[groupB]
  if (groupA === 'owed') return (a.owedSince ?? 0) - (b.owedSince ?? 0)
  return b.lastActivityAt - a.lastActivityAt
}
