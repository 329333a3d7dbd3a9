import type { UserId } from '../../src/shared/model/ids.ts'
import type { KnownSession } from '../sessions/knownSession.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'

export interface Subscriptions {
  /** Looks up the user's sessions, unless they are known. */
  readonly load: (userId: UserId) => Promise<void>
  /** Whether the user's sessions are known here. */
  readonly has: (userId: UserId) => boolean
  /** The sessions in which a connected user takes part. */
  readonly of: (userId: UserId) => KnownSession[]
  /** Takes note of who takes part in a session now. */
  readonly update: (session: KnownSession) => void
  /** Forgets a user whose last connection has ended. */
  readonly forget: (userId: UserId) => void
}

/** Which sessions the connected users take part in: that is whom their presence concerns. */
export function createSubscriptions(directory: SessionDirectory): Subscriptions {
  const byUser = new Map<UserId, Set<KnownSession>>()
  return {
    load: async (userId) => {
      if (byUser.has(userId)) return
      const sessions = new Set<KnownSession>()
      // Before the look-up, so that a session that is put meanwhile is not missed.
      byUser.set(userId, sessions)
      for (const session of await directory.list({ participant: userId })) sessions.add(session)
    },
    has: (userId) => byUser.has(userId),
    of: (userId) => [...(byUser.get(userId) ?? [])].filter((session) => session.participant(userId)),
    update: (session) => {
      for (const { userId } of session.record().participants) byUser.get(userId)?.add(session)
    },
    forget: (userId) => {
      byUser.delete(userId)
    },
  }
}
