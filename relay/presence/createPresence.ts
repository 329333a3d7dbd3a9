import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { DeviceListener } from './deviceConnections.ts'
import type { PresenceRegistry } from './presenceRegistry.ts'
import { createPresenceUseCases, type PresenceUseCases } from './presenceUseCases.ts'
import { createSetTyping, type SetTyping } from './setTyping.ts'
import { createSubscriptions, type Subscriptions } from './subscriptions.ts'
import { createTypingIndicators, type TypingIndicators } from './typingIndicators.ts'

export interface Presence extends Capability<CachedSession> {
  readonly useCases: PresenceUseCases
  readonly devices: DeviceListener
  readonly subscriptions: Subscriptions
  /** The sessions that a user takes part in, as far as someone on this node may be concerned. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly typing: TypingIndicators
  readonly setTyping: SetTyping
}

export interface PresenceParts {
  readonly events: RelayEvents
  readonly sessionCache: SessionCache
  /** The registry over all nodes, if there are several. */
  readonly registry: PresenceRegistry
  /** There are other nodes: a device on one of them may be of a user who is not connected here. */
  readonly isClustered: boolean
  readonly limit: RateLimiter
  readonly clock: Clock
}

/** Builds who is present and who types, as clients ask for it and as it is published. Held in memory only. */
export function createPresence(parts: PresenceParts): Presence {
  const { events, sessionCache, registry, isClustered, limit, clock } = parts
  const subscriptions = createSubscriptions(sessionCache)
  const useCases = createPresenceUseCases({ registry, subscriptions, sessionCache, limit, clock })
  const typing = createTypingIndicators(clock, ({ session, thread, userId, name }, isTyping) => {
    const item = { sessionId: session.record().id, thread, userId, name, typing: isTyping }
    events.publishInSession({ kind: 'typing', item }, session)
  })
  return {
    subscribe: {
      presence: { fromAnyNode: { session: (_, session) => subscriptions.update(session) } },
      typing: {
        fromAnyNode: {
          entry: ({ entry }, session) => typing.stop(entry.senderId, session, entry.thread),
          session: (_, session) => typing.review(session),
        },
      },
    },
    gauges: () => readingsBy('presenceByStatus', registry.all(), ({ status }) => status),
    useCases,
    devices: { left: ({ connectionId }) => useCases.forget(connectionId) },
    subscriptions,
    sessionsOf: (userId) =>
      isClustered && !subscriptions.has(userId) ? sessionCache.ofParticipant(userId) : subscriptions.of(userId),
    typing,
    setTyping: createSetTyping({ sessionCache, indicators: typing, limit }),
  }
}
