import type { UserId } from '../../src/shared/model/ids.ts'
import type { ClientConnection } from './clientConnection.ts'

/** Role whose users may see sessions in which they do not take part. */
export type OnlookerRole = 'admin' | 'support'

/** Registry of the connections of one transport to this node. */
export interface Connections<Connection extends ClientConnection> {
  readonly add: (connection: Connection) => void
  readonly remove: (connection: Connection) => void
  readonly count: () => number
  readonly all: () => Iterable<Connection>
  readonly isConnected: (userId: UserId) => boolean
  readonly ofUser: (userId: UserId) => ReadonlySet<Connection>
  readonly onlookers: (role: OnlookerRole) => ReadonlySet<Connection>
}

export function createConnections<Connection extends ClientConnection>(): Connections<Connection> {
  const connections = new Set<Connection>()
  const byUser = new Map<UserId, Set<Connection>>()
  const onlookers = { admin: new Set<Connection>(), support: new Set<Connection>() }
  const none: ReadonlySet<Connection> = new Set()

  return {
    add: (connection) => {
      const { userId, role } = connection.principal
      connections.add(connection)
      const ofUser = byUser.get(userId)
      if (ofUser) ofUser.add(connection)
      else byUser.set(userId, new Set([connection]))
      if (role === 'admin' || role === 'support') onlookers[role].add(connection)
    },
    remove: (connection) => {
      const { userId } = connection.principal
      connections.delete(connection)
      onlookers.admin.delete(connection)
      onlookers.support.delete(connection)
      const ofUser = byUser.get(userId)
      ofUser?.delete(connection)
      if (ofUser?.size === 0) byUser.delete(userId)
    },
    count: () => connections.size,
    all: () => connections,
    isConnected: (userId) => byUser.has(userId),
    ofUser: (userId) => byUser.get(userId) ?? none,
    onlookers: (role) => onlookers[role],
  }
}
