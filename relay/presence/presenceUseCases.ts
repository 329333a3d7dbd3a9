import type { UserId } from '../../src/shared/model/ids.ts'
import type { Presence, PresenceStatus } from '../../src/shared/model/presence.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import { seesPresenceIn } from '../sessions/access/access.ts'
import type { Principal } from '../sessions/access/principal.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { PresenceRegistry } from './presenceRegistry.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface PresenceUseCases {
  /** Sets the status of one connection of the principal, and the principal's own words; see `PresenceRegistry.set`. Refuses with `rateLimited`. */
  readonly set: (
    principal: Principal,
    connectionId: string,
    change: { readonly status: PresenceStatus; readonly customStatus?: string | null | undefined },
  ) => Promise<void>
  /**
   * The presence of these users, without those who share no session with the principal, or take part in none that the principal, who is
   * of support, may look on. Administrators see anyone's.
   */
  readonly of: (principal: Principal, userIds: readonly UserId[]) => Promise<Presence[]>
  /**
   * The same, and from then on each change is for this connection, for `forMs` (`limits.watchExpiresMs` unless given) or until its
   * end; `expiresAtMs` is in ms since 1970. Asking again renews it. What was shared then may not be shared later: whoever sends a
   * change checks that too.
   */
  readonly watch: (
    principal: Principal,
    connectionId: string,
    userIds: readonly UserId[],
    forMs?: number,
  ) => Promise<{ readonly presences: Presence[]; readonly expiresAtMs: number }>
  /** Returns whether the connection watches the user now. */
  readonly isWatching: (connectionId: string, userId: UserId) => boolean
  /** To be called when the connection has ended. */
  readonly forget: (connectionId: string) => void
}

export interface PresenceUseCasesParts {
  readonly registry: PresenceRegistry
  readonly subscriptions: Subscriptions
  readonly sessionCache: SessionCache
  readonly limit: RateLimiter
  readonly clock: Pick<Clock, 'now' | 'steady'>
}

/** Most users that one connection watches; beyond it those that it asked for first are dropped. */
const watchedAtMost = 5_000

/** Creates presence for those who ask by name. Who shares a session is sent changes without asking; see `createBroadcast`. */
export function createPresenceUseCases(parts: PresenceUseCasesParts): PresenceUseCases {
  const { registry, subscriptions, sessionCache, limit, clock } = parts
  /** Until when, by the clock's `steady`. */
  const watches = new Map<string, Map<UserId, number>>()

  async function peersOf(principal: Principal): Promise<Set<UserId>> {
    const { userId, role } = principal
    const isKnown = subscriptions.has(userId)
    const sessions = isKnown ? subscriptions.of(userId) : await sessionCache.list({ participant: userId })
    if (role === 'support') sessions.push(...(await sessionCache.list('supported')))
    const seen = sessions.filter((session) => seesPresenceIn(session, principal))
    return new Set(seen.flatMap((session) => session.record().participants.map((peer) => peer.userId)))
  }
  async function visible(principal: Principal, userIds: readonly UserId[]): Promise<UserId[]> {
    const asked = [...new Set(userIds)]
    if (principal.role === 'admin') return asked
    const peers = await peersOf(principal)
    return asked.filter((userId) => userId === principal.userId || peers.has(userId))
  }

  return {
    set: async ({ userId }, connectionId, { status, customStatus }) => {
      await limit('presenceAsUser', userId)
      registry.set(userId, connectionId, status, customStatus)
    },
    of: async (principal, userIds) => (await visible(principal, userIds)).map(registry.of),
    watch: async (principal, connectionId, userIds, forMs = limits.watchExpiresMs) => {
      const watched = await visible(principal, userIds)
      const expiresAtMs = clock.now() + forMs
      // The connection may have ended while the sessions were looked up, and nobody would end the watch.
      if (!registry.isAttending(principal.userId, connectionId))
        return { presences: watched.map(registry.of), expiresAtMs }
      const ofConnection = watches.get(connectionId) ?? new Map<UserId, number>()
      watches.set(connectionId, ofConnection)
      for (const userId of watched) {
        ofConnection.delete(userId)
        ofConnection.set(userId, clock.steady() + forMs)
      }
      for (const userId of ofConnection.keys()) {
        if (ofConnection.size <= watchedAtMost) break
        ofConnection.delete(userId)
      }
      return { presences: watched.map(registry.of), expiresAtMs }
    },
    isWatching: (connectionId, userId) =>
      (watches.get(connectionId)?.get(userId) ?? Number.NEGATIVE_INFINITY) > clock.steady(),
    forget: (connectionId) => {
      watches.delete(connectionId)
    },
  }
}
