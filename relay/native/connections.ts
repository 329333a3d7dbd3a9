import type { UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import { accessOf, isOpenToSupport } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { Connection } from './connection.ts'

export interface Connections {
  readonly add: (connection: Connection) => void
  readonly remove: (connection: Connection) => void
  readonly count: () => number
  readonly all: () => Iterable<Connection>
  readonly isConnected: (userId: UserId) => boolean
  readonly ofUser: (userId: UserId) => ReadonlySet<Connection>
  readonly administrators: () => Iterable<Connection>
  readonly supporters: () => Iterable<Connection>
  /** Every connection that may see this thread of the session now. */
  readonly audience: (session: CachedSession, thread: Thread) => Connection[]
}

/** The connections of this node, by user. */
export function createConnections(): Connections {
  const connections = new Set<Connection>()
  const byUser = new Map<UserId, Set<Connection>>()
  const administrators = new Set<Connection>()
  const supporters = new Set<Connection>()
  const none: ReadonlySet<Connection> = new Set()

  return {
    add: (connection) => {
      const { userId, role } = connection.principal
      connections.add(connection)
      const ofUser = byUser.get(userId)
      if (ofUser) ofUser.add(connection)
      else byUser.set(userId, new Set([connection]))
      if (role === 'admin') administrators.add(connection)
      if (role === 'support') supporters.add(connection)
    },
    remove: (connection) => {
      const { userId } = connection.principal
      connections.delete(connection)
      administrators.delete(connection)
      supporters.delete(connection)
      const ofUser = byUser.get(userId)
      ofUser?.delete(connection)
      if (ofUser?.size === 0) byUser.delete(userId)
    },
    count: () => connections.size,
    all: () => connections,
    isConnected: (userId) => byUser.has(userId),
    ofUser: (userId) => byUser.get(userId) ?? none,
    administrators: () => administrators,
    supporters: () => supporters,
    audience: (session, thread) => {
      const audience: Connection[] = []
      for (const { userId } of session.record().participants)
        for (const connection of byUser.get(userId) ?? none)
          if (accessOf(session, connection.principal)?.threads.includes(thread)) audience.push(connection)
      for (const connection of administrators)
        if (!session.participant(connection.principal.userId)) audience.push(connection)
      if (isOpenToSupport(session.record()))
        for (const connection of supporters)
          if (!session.participant(connection.principal.userId)) audience.push(connection)
      return audience
    },
  }
}
