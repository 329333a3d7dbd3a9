import type { SessionSummary } from '../../../shared/ipc/consoleState.ts'
import { type AttentionGroup, attentionGroup, compareAttention } from '../../../shared/model/attention.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'

/**
 * `mine`: sessions in which this person is a clinician. `waiting`: those of them that owe a reply. `all`: everything this
 * person may see. `monitor`: what they see without being its clinician.
 */
export const sessionFilters = ['mine', 'waiting', 'all', 'monitor'] as const
export type SessionFilter = (typeof sessionFilters)[number]

/** One group of the list: its sessions in the order they need the clinician. */
export interface SessionGroup {
  readonly group: AttentionGroup
  readonly ids: readonly SessionId[]
}

function isMine(session: SessionSummary, own: UserId): boolean {
  return session.participants.some(({ userId, role }) => userId === own && role === 'clinician')
}

function passes(session: SessionSummary, filter: SessionFilter, own: UserId): boolean {
  switch (filter) {
    case 'mine':
      return isMine(session, own)
    case 'waiting':
      return isMine(session, own) && attentionGroup(session) === 'owed'
    case 'all':
      return true
    case 'monitor':
      return !isMine(session, own)
  }
}

/** The sessions that pass a filter, in groups without the empty ones. Equal places are ordered by id, so that none move. */
export function groupSessions(sessions: Iterable<SessionSummary>, filter: SessionFilter, own: UserId): SessionGroup[] {
  const shown = [...sessions].filter((session) => passes(session, filter, own))
  shown.sort((a, b) => compareAttention(a, b) || (a.id < b.id ? -1 : 1))
  const groups = new Map<AttentionGroup, SessionId[]>()
  for (const session of shown) {
    const group = attentionGroup(session)
    const ids = groups.get(group)
    if (ids) ids.push(session.id)
    else groups.set(group, [session.id])
  }
  return [...groups].map(([group, ids]) => ({ group, ids }))
}

/** How many active sessions pass each filter. */
export function countSessions(sessions: Iterable<SessionSummary>, own: UserId): Record<SessionFilter, number> {
  const active = [...sessions].filter((session) => session.active)
  const count = (filter: SessionFilter) => active.filter((session) => passes(session, filter, own)).length
  return { mine: count('mine'), waiting: count('waiting'), all: count('all'), monitor: count('monitor') }
}
