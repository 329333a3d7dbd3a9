import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Thread } from '../../src/shared/model/thread.ts'
import type { PresenceRegistry } from '../presence/presenceRegistry.ts'
import { accessOf } from '../sessions/access/access.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'

export interface ReachParts {
  readonly registry: Pick<PresenceRegistry, 'scopesOf'>
  /** Returns whether the user is in a room of the session with a client of a dialect, on any node. */
  readonly isInRoomOf: (sessionId: SessionId, userId: UserId) => boolean
}

/** Returns whether a device of the user is present that receives entries of this thread by itself. */
export function isReached(
  { registry, isInRoomOf }: ReachParts,
  userId: UserId,
  session: CachedSession,
  thread: Thread,
): boolean {
  const receives = registry.scopesOf(userId).some(({ role, invitedTo }) =>
    accessOf(session, {
      userId,
      role,
      name: userId,
      ...(invitedTo === undefined ? {} : { invitedTo }),
    })?.threads.includes(thread),
  )
  // Clients of the dialects know the care thread alone.
  return receives || (thread === 'care' && isInRoomOf(session.record().id, userId))
}
