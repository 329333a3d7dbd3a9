import type { UserId } from '../../../../src/shared/model/ids.ts'
import type { Presence } from '../../../../src/shared/model/presence.ts'
import { concerns, type DeviceEvent } from '../../../events/deviceEvent.ts'
import type { PresenceUseCases } from '../../../presence/presenceUseCases.ts'
import { seesPresenceIn } from '../../../sessions/access/access.ts'
import type { CachedSession } from '../../../sessions/cache/cachedSession.ts'
import type { DialectTables } from '../../table/dialect.ts'
import { assumedDialect } from '../chooseDialect.ts'
import type { DialectConnections } from '../connections/dialectConnections.ts'
import { sendUpdate } from './audience.ts'

export interface BroadcastToUsersParts {
  readonly tables: DialectTables
  readonly connections: Pick<DialectConnections, 'all' | 'ofUser'>
  readonly presence: Pick<PresenceUseCases, 'isWatching'>
  /** The sessions that a user takes part in, of those whose participants see each other's presence. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
}

/** Sends personal events to the devices that they are for. */
export function sendPersonal(
  { tables, connections }: Pick<BroadcastToUsersParts, 'tables' | 'connections'>,
  events: readonly DeviceEvent[],
): void {
  // A client that has spoken no dialect yet may be waiting for just this.
  for (const event of events)
    for (const to of connections.ofUser(event.to))
      if (concerns(event, to.id)) sendUpdate(tables, 'personal', event, to, assumedDialect(tables, to))
}

/** Sends a presence to those who watch the user and share one of the user's sessions, or are administrators. */
export function broadcastPresence(
  { tables, connections, presence, sessionsOf }: BroadcastToUsersParts,
  changed: Presence,
): void {
  const { userId } = changed
  const watching = [...connections.all()].filter(({ id }) => presence.isWatching(id, userId))
  if (watching.length === 0) return
  const sessions = sessionsOf(userId)
  for (const to of watching) {
    const { principal } = to
    const isOwn = principal.userId === userId
    if (isOwn || principal.role === 'admin' || sessions.some((session) => seesPresenceIn(session, principal)))
      sendUpdate(tables, 'presence', changed, to)
  }
}
