import { FailureError } from '../../../src/shared/model/failure.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import type { Clock } from '../../../src/shared/model/timing/clock.ts'
import type { Store } from '../../store/store.ts'
import { isExpired } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { ApplyChange } from './applyChange.ts'

/** Takes a user out of every session that is open, and records it in its log; those that are over stay as they are. Returns how many there were. */
export type RemoveFromSessions = (by: Principal, userId: UserId) => Promise<number>

/** See `RemoveFromSessions`. */
export function createRemoveFromSessions({
  store,
  apply,
  clock,
}: {
  readonly store: Pick<Store, 'sessions'>
  readonly apply: ApplyChange
  readonly clock: Pick<Clock, 'now'>
}): RemoveFromSessions {
  /** False when the session is over by now, or the user not in it. */
  async function removeFromSession(id: SessionId, by: Principal, userId: UserId): Promise<boolean> {
    try {
      await apply({
        id,
        decide: (current) => {
          const self = current?.participants.find((participant) => participant.userId === userId)
          if (!current || !self || !current.active || isExpired(current, clock.now()))
            throw new FailureError('conflict', 'The user takes no part in the session, or it is over.')
          const { name, role } = self
          return {
            next: {
              ...current,
              participants: current.participants.filter((participant) => participant !== self),
              claimedBy: current.claimedBy === userId ? null : current.claimedBy,
            },
            sender: by,
            entries: [{ body: { kind: 'membership', userId, name, role, change: 'left' } }],
          }
        },
      })
      return true
    } catch (error) {
      if (error instanceof FailureError && error.failure.kind === 'conflict') return false
      throw error
    }
  }

  return async (by, userId) => {
    let count = 0
    for (const { id, active } of await store.sessions.list({ participant: userId }))
      if (active && (await removeFromSession(id, by, userId))) count += 1
    return count
  }
}
