import type { Thread } from '../../src/shared/model/thread.ts'
import { accessOf, isOpenToSupport } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { Connection, NativeConnections } from './connection.ts'

/** Returns every connection that may see this thread of the session now. */
export function audienceOf(connections: NativeConnections, session: CachedSession, thread: Thread): Connection[] {
  const audience: Connection[] = []
  for (const { userId } of session.record().participants)
    for (const connection of connections.ofUser(userId))
      if (accessOf(session, connection.principal)?.threads.includes(thread)) audience.push(connection)
  for (const connection of connections.onlookers('admin'))
    if (!session.participant(connection.principal.userId)) audience.push(connection)
  if (isOpenToSupport(session.record()))
    for (const connection of connections.onlookers('support'))
      if (!session.participant(connection.principal.userId)) audience.push(connection)
  return audience
}
