import type { UserId } from '../../src/shared/model/ids.ts'
import { type EndedAccess, endsWith, type IsEnded } from '../accounts/verifyToken.ts'
import type { DeviceConnections } from '../presence/deviceConnections.ts'
import type { PresentDevice } from '../presence/presentDevice.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import type { TypingIndicators } from '../presence/typingIndicators.ts'
import type { SessionParts } from '../sessions/createSessionUseCases.ts'
import type { ClientConnection } from './clientConnection.ts'
import type { Connections } from './createConnections.ts'

/** Beginning and end of connections, the same in every protocol. */
export interface Lifecycle<Connection extends ClientConnection> {
  /**
   * Loads the sessions of the user, and ends the connection if its access has ended between the look at its token and now, when it
   * can be found to be ended.
   */
  readonly begin: (connection: Connection) => Promise<void>
  /** Forgets a connection that is gone. */
  readonly leave: (connection: Connection) => void
  /** Ends the connections that came by a token whose access has ended, and refuses what they still ask. */
  readonly endAccess: (ended: EndedAccess) => void
  /** Ends those of them whose access the store has as ended. */
  readonly reviewAccess: () => Promise<void>
}

export interface LifecycleParts<Connection extends ClientConnection> {
  readonly connections: Connections<Connection>
  /** Whether the user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly subscriptions: Pick<Subscriptions, 'load' | 'forget' | 'of'>
  /** Begins to give the user the name of their token where none is known. */
  readonly learnName: SessionParts['learnName']
  readonly typing: Pick<TypingIndicators, 'leave'>
  readonly devices: Pick<DeviceConnections, 'leave'>
  readonly isEnded: IsEnded
  readonly presentDevice: (connection: Connection) => PresentDevice
  /** Ends a connection whose access has ended, and reports it in the words of its protocol. */
  readonly end: (connection: Connection) => void
}

export function createLifecycle<Connection extends ClientConnection>(
  parts: LifecycleParts<Connection>,
): Lifecycle<Connection> {
  const { connections, isConnected, subscriptions, typing, devices, isEnded, presentDevice, learnName } = parts

  function end(connection: Connection): void {
    connection.expiresAtMs = 0
    parts.end(connection)
  }

  return {
    begin: async (connection) => {
      const [hasEnded] = await Promise.all([
        isEnded(connection.admission),
        subscriptions.load(connection.principal.userId),
      ])
      if (hasEnded) return end(connection)
      learnName(connection.principal, subscriptions.of(connection.principal.userId))
    },
    leave: (connection) => {
      const { userId } = connection.principal
      connection.cancelExpiry()
      connections.remove(connection)
      typing.leave(connection.id)
      devices.leave(presentDevice(connection))
      if (!isConnected(userId)) subscriptions.forget(userId)
    },
    endAccess: (ended) => {
      for (const connection of [...connections.ofUser(ended.userId)])
        if (endsWith(ended, connection.admission)) end(connection)
    },
    reviewAccess: async () => {
      for (const connection of [...connections.all()]) if (await isEnded(connection.admission)) end(connection)
    },
  }
}
