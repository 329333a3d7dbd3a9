import type { UserId } from '../../src/shared/model/ids.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'

export interface Subscriptions {
  /** Looks up the user's sessions, unless they are known. */
  readonly load: (userId: UserId) => Promise<void>
  /** Returns whether the user's sessions are known here. */
  readonly has: (userId: UserId) => boolean
  /** The sessions in which a connected user takes part. */
  readonly of: (userId: UserId) => CachedSession[]
  /** Takes note of who takes part in a session now. */
  readonly update: (session: CachedSession) => void
  /** Forgets a user whose last connection has ended. */
  readonly forget: (userId: UserId) => void
}

/** Creates the index of the sessions that connected users take part in: whom their presence concerns. */
export function createSubscriptions(sessionCache: SessionCache): Subscriptions {
  const byUser = new Map<UserId, { readonly sessions: Set<CachedSession>; readonly loaded: Promise<void> }>()

  async function fill(userId: UserId, sessions: Set<CachedSession>): Promise<void> {
    let isFilled = false
    try {
      for (const session of await sessionCache.list({ participant: userId })) sessions.add(session)
      isFilled = true
    } finally {
      // Whoever connects next looks it up anew.
      if (!isFilled) byUser.delete(userId)
    }
  }

  return {
    load: (userId) => {
      const known = byUser.get(userId)
      if (known) return known.loaded
      const sessions = new Set<CachedSession>()
      const loaded = fill(userId, sessions)
      // Entered before the look-up has ended, so that a session that is put meanwhile is not missed.
      byUser.set(userId, { sessions, loaded })
      return loaded
    },
    has: (userId) => byUser.has(userId),
    of: (userId) => [...(byUser.get(userId)?.sessions ?? [])].filter((session) => session.participant(userId)),
    update: (session) => {
      for (const { userId } of session.record().participants) byUser.get(userId)?.sessions.add(session)
    },
    forget: (userId) => {
      byUser.delete(userId)
    },
  }
}
