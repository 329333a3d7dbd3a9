import type { UserId } from '../../../src/shared/model/ids.ts'
import type { DialectConnection } from '../table/dialectConnection.ts'

export interface DialectConnections {
  readonly add: (connection: DialectConnection) => void
  readonly remove: (connection: DialectConnection) => void
  readonly all: () => Iterable<DialectConnection>
  readonly count: () => number
  readonly isConnected: (userId: UserId) => boolean
  readonly ofUser: (userId: UserId) => ReadonlySet<DialectConnection>
  /** Those who may see sessions in which they do not take part. */
  readonly onlookers: () => Iterable<DialectConnection>
}

/** The dialects' connections of this node, by user. */
export function createDialectConnections(): DialectConnections {
  const connections = new Set<DialectConnection>()
  const byUser = new Map<UserId, Set<DialectConnection>>()
  const onlookers = new Set<DialectConnection>()
  const none: ReadonlySet<DialectConnection> = new Set()
  return {
    add: (connection) => {
      const { userId, role } = connection.principal
      connections.add(connection)
      if (role === 'admin' || role === 'support') onlookers.add(connection)
      const ofUser = byUser.get(userId)
      if (ofUser) ofUser.add(connection)
      else byUser.set(userId, new Set([connection]))
    },
    remove: (connection) => {
      const { userId } = connection.principal
      connections.delete(connection)
      onlookers.delete(connection)
      const ofUser = byUser.get(userId)
      ofUser?.delete(connection)
      if (ofUser?.size === 0) byUser.delete(userId)
    },
    all: () => connections,
    count: () => connections.size,
    isConnected: (userId) => byUser.has(userId),
    ofUser: (userId) => byUser.get(userId) ?? none,
    onlookers: () => onlookers,
  }
}
