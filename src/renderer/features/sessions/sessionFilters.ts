import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { type AttentionGroup, attentionGroup, compareAttention } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'

/**
 * `mine`: sessions in which this person is a clinician. `owed`: those of them that owe a reply, or
 * ended owing it. `all`: everything this
 * person may see. `monitor`: what they see without being its clinician.
 */
export const sessionFilters = ['mine', 'owed', 'all', 'monitor'] as const
export type SessionFilter = (typeof sessionFilters)[number]

/** Groups of the list, in their order. `noMessages`: nothing has been said yet, so nobody waits for anybody. */
const listGroups = [
  ...(['endedUnanswered', 'owed', 'writtenNotSent', 'later', 'waitingOnPatient', 'noneNeeded'] as const),
  ...(['noMessages', 'closed'] as const),
] satisfies readonly (AttentionGroup | 'noMessages')[]
type ListGroup = (typeof listGroups)[number]

function listGroup(session: SessionSummary): ListGroup {
  const group = attentionGroup(session)
  return group === 'waitingOnPatient' && session.preview === null ? 'noMessages' : group
}

/** One group of the list: its sessions in the order they need the clinician. */
export interface SessionGroup {
  readonly group: ListGroup
  readonly ids: readonly SessionId[]
}

function isMine(session: SessionSummary, own: UserId): boolean {
  return session.participants.some(({ userId, role }) => userId === own && role === 'clinician')
}

function passes(session: SessionSummary, filter: SessionFilter, own: UserId): boolean {
  switch (filter) {
    case 'mine':
      return isMine(session, own)
    case 'owed':
      return isMine(session, own) && session.owedSince !== null
    case 'all':
      return true
    case 'monitor':
      return !isMine(session, own)
  }
}

/**
 * The sessions that pass a filter, in groups without the empty ones. Equal places are ordered by id, so that none move. What has
 * just been written to those `onTheirWay` moves none of them before the relay has answered. `nowMs`: relay time.
 */
export function groupSessions(
  sessions: Iterable<SessionSummary>,
  filter: SessionFilter,
  own: UserId,
  onTheirWay: ReadonlySet<string>,
  nowMs: number,
): SessionGroup[] {
  const shown = [...sessions]
    .filter((session) => passes(session, filter, own))
    .map((session) => (onTheirWay.has(session.id) ? { ...session, queuedReplies: 0 } : session))
  shown.sort((a, b) => compareAttention(a, b, nowMs) || (a.id < b.id ? -1 : 1))
  const groups = Map.groupBy(shown, listGroup)
  return listGroups.flatMap((group) => {
    const ids = (groups.get(group) ?? []).map(({ id }) => id)
    return ids.length > 0 ? [{ group, ids }] : []
  })
}

/**
 * Returns how many sessions each filter counts: the active ones, and under `owed` those that ended without an answer.
 */
export function countSessions(sessions: Iterable<SessionSummary>, own: UserId): Record<SessionFilter, number> {
  const open = [...sessions].filter((session) => session.active || session.owedSince !== null)
  const count = (filter: SessionFilter) =>
    open.filter((session) => passes(session, filter, own) && (session.active || filter === 'owed')).length
  return { mine: count('mine'), owed: count('owed'), all: count('all'), monitor: count('monitor') }
}
