import type { UserId } from '../../src/shared/model/ids.ts'
import type { EventBus, PublishInSession } from '../events/eventBus.ts'
import type { EventOf } from '../events/relayEvent.ts'
import type { StoredWatermark } from '../store/log/watermarkStore.ts'
import type { CachedSession } from './cache/cachedSession.ts'

/** The relay's events: those of a session come with the session as this node knows it. */
export type RelayEvents = EventBus<CachedSession>

/** Publishes an event of a session: what is stored, after its commit, in the order in which it is to arrive. Returns at once. */
export type Publish = PublishInSession<CachedSession>

/** Returns the event that carries a session as it is now, after a change; `watermarks` are all that there are in it. */
export function sessionEvent(
  session: CachedSession,
  {
    watermarks,
    removed = [],
    isClosedToSupport = false,
  }: {
    readonly watermarks: readonly StoredWatermark[]
    readonly removed?: readonly UserId[]
    /** Support may no longer look on: whoever of it does not take part is to forget the session. */
    readonly isClosedToSupport?: boolean
  },
): EventOf<'session'> {
  const heads = { care: session.head('care'), staff: session.head('staff') }
  return { kind: 'session', record: session.record(), heads, watermarks, removed, isClosedToSupport }
}
