import type { UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { type Capability, readingsBy } from '../events/capability.ts'
import type { RateLimiter } from '../limits/createRateLimiter.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import { createPresenceRegistry, type PresenceRegistry } from './presenceRegistry.ts'
import { createSetTyping, type SetTyping } from './setTyping.ts'
import { createSubscriptions, type Subscriptions } from './subscriptions.ts'
import { createTypingIndicators, type TypingIndicators } from './typingIndicators.ts'

export interface Presence extends Capability<CachedSession> {
  readonly registry: PresenceRegistry
  readonly subscriptions: Subscriptions
  /** The sessions that a user takes part in, as far as someone on this node may be concerned. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  readonly typing: TypingIndicators
  readonly setTyping: SetTyping
}

export interface PresenceParts {
  readonly events: RelayEvents
  readonly directory: SessionCache
  /** There are other nodes: a device on one of them may be of a user who is not connected here. */
  readonly isSubRoom: boolean
  readonly limit: RateLimiter
  readonly clock: Clock
}

/** Builds what knows who is there and who types, and publishes each change of it. Held in memory only. */
export function createPresence({ events, directory, isSubRoom, limit, clock }: PresenceParts): Presence {
  const subscriptions = createSubscriptions(directory)
  const registry = createPresenceRegistry(clock, (presence) => events.publish({ kind: 'presence', presence }))
  const typing = createTypingIndicators(clock, ({ session, thread, userId, name }, isTyping) => {
    const item = { sessionId: session.record().id, thread, userId, name, typing: isTyping }
    events.publishOf({ kind: 'typing', item }, session)
  })
  return {
    subscribe: {
      presence: { everywhere: { session: (_, session) => subscriptions.update(session) } },
      typing: {
        everywhere: {
          entry: ({ entry }, session) => typing.stop(entry.senderId, session, entry.thread),
          session: (_, session) => typing.review(session),
        },
      },
    },
    gauges: () => readingsBy('presenceByStatus', registry.all(), ({ status }) => status),
    registry,
    subscriptions,
    sessionsOf: (userId) =>
      isSubRoom && !subscriptions.has(userId) ? directory.ofParticipant(userId) : subscriptions.of(userId),
    typing,
    setTyping: createSetTyping({ directory, indicators: typing, limit }),
  }
}
