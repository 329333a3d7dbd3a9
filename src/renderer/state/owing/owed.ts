import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { attentionGroup } from '../../../shared/model/attention.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { SessionKind } from '../../../shared/model/session.ts'
import { urgencyRank } from '../../../shared/model/urgency.ts'
import { ownUserId, type ScreenState } from '../screenState.ts'

/**
 * The sessions of this person that owe their patient a reply, in the order in which they need it at `nowMs` (relay time): by the rank of their
 * urgency, and in that the longest wait first; also where one is written and not sent. Without a time, that a session ends soon makes no
 * difference.
 */
export function owedSessions(
  state: Pick<ScreenState, 'sessions' | 'account'>,
  nowMs = Number.NEGATIVE_INFINITY,
): SessionSummary[] {
  const own = ownUserId(state.account)
  return [...state.sessions.values()]
    .filter(({ active, owedSince }) => active && owedSince !== null)
    .filter(({ participants }) => participants.some(({ userId, role }) => userId === own && role === 'clinician'))
    .map((session) => ({ session, rank: urgencyRank(session, nowMs) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        (a.session.owedSince ?? 0) - (b.session.owedSince ?? 0) ||
        (a.session.id < b.session.id ? -1 : 1),
    )
    .map(({ session }) => session)
}

/** Since when the one of these sessions waits that has waited longest (relay time, ms; null: none does), and of what kind it is. */
export function longestWait(owed: readonly Pick<SessionSummary, 'owedSince' | 'kind'>[]): {
  readonly longest: number | null
  readonly kindOfLongest: SessionKind | undefined
} {
  const [first] = [...owed].sort((a, b) => (a.owedSince ?? 0) - (b.owedSince ?? 0))
  return { longest: first?.owedSince ?? null, kindOfLongest: first?.kind }
}

/** The session that needs this person's reply first, before those for which one is written; or null. */
export function firstOwed(state: Pick<ScreenState, 'sessions' | 'account'>, nowMs?: number): SessionId | null {
  const owed = owedSessions(state, nowMs)
  return (owed.find((session) => attentionGroup(session) === 'owed') ?? owed[0])?.id ?? null
}
