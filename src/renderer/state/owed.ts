import type { SessionSummary } from '../../shared/ipc/session.ts'
import { attentionGroup } from '../../shared/model/attention.ts'
import type { SessionId } from '../../shared/model/ids.ts'
import { ownUserId, type ScreenState } from './screenState.ts'

/** The sessions of this person that owe their patient a reply, longest wait first; also where one is written and not sent. */
export function owedSessions(state: ScreenState): SessionSummary[] {
  const own = ownUserId(state.account)
  return [...state.sessions.values()]
    .filter(({ active, owedSince }) => active && owedSince !== null)
    .filter(({ participants }) => participants.some(({ userId, role }) => userId === own && role === 'clinician'))
    .sort((a, b) => (a.owedSince ?? 0) - (b.owedSince ?? 0) || (a.id < b.id ? -1 : 1))
}

/** The session that has waited longest for this person's reply, before those for which one is written; or null. */
export function longestOwed(state: ScreenState): SessionId | null {
  const owed = owedSessions(state)
  return (owed.find((session) => attentionGroup(session) === 'owed') ?? owed[0])?.id ?? null
}
