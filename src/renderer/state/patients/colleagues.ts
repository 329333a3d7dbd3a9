import type { SessionSummary } from '../../../shared/ipc/session.ts'
import type { SessionId, UserId } from '../../../shared/model/ids.ts'

/** A clinician whom the relay names in a session of this console. */
export interface Colleague {
  readonly userId: UserId
  readonly name: string
}

/** Returns the clinicians to whom a session can be transferred: all whom the relay names in the sessions that are here, but for this person and whoever has it, by name. */
export function colleaguesFor(
  sessions: ReadonlyMap<SessionId, Pick<SessionSummary, 'participants'>>,
  session: Pick<SessionSummary, 'claimedBy'>,
  own: UserId,
): Colleague[] {
  const named = new Map<UserId, string>()
  for (const { participants } of sessions.values())
    for (const { userId, name, role } of participants) if (role === 'clinician') named.set(userId, name)
  named.delete(own)
  if (session.claimedBy !== undefined) named.delete(session.claimedBy)
  return [...named].map(([userId, name]) => ({ userId, name })).sort((a, b) => a.name.localeCompare(b.name))
}
