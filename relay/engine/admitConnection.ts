import { FailureError } from '../../src/shared/model/failure.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import { connectionLimits } from './connectionLimits.ts'

/**
 * To be asked at the end of a handshake, immediately before the connection is let in. Refuses with `FailureError('rateLimited')`
 * one more than a user may have.
 */
export type AdmitConnection = (userId: UserId) => void

/** `countOf`: the connections that a user has on this node, of any protocol. `endOfTurn` runs a task before anyone else is asked for. */
export function createAdmitConnection(parts: {
  readonly countOf: (userId: UserId) => number
  readonly endOfTurn: (task: () => void) => void
}): AdmitConnection {
  // Those that were let in and do not count yet: Socket.IO makes a connection of them at the end of this turn.
  const entering = new Map<UserId, number>()

  function enter(userId: UserId, by: 1 | -1): void {
    const next = (entering.get(userId) ?? 0) + by
    if (next === 0) entering.delete(userId)
    else entering.set(userId, next)
  }

  return (userId) => {
    if (parts.countOf(userId) + (entering.get(userId) ?? 0) >= connectionLimits.connectionsOfUser)
      throw new FailureError(
        'rateLimited',
        `You are connected ${connectionLimits.connectionsOfUser} times already. Close windows that you do not need, and try again.`,
      )
    enter(userId, 1)
    parts.endOfTurn(() => enter(userId, -1))
  }
}
