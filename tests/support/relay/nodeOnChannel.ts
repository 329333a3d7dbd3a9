import { pino } from 'pino'
import type { ClusterListener } from '../../../relay/cluster/clusterChannel.ts'
import { createClusterSync } from '../../../relay/cluster/createClusterSync.ts'
import { createOtherNodes } from '../../../relay/cluster/createOtherNodes.ts'
import type { NodeMessage } from '../../../relay/cluster/nodeMessage.ts'
import { joinCapabilities } from '../../../relay/events/capability.ts'
import { createEventBus } from '../../../relay/events/eventBus.ts'
import { createSubscriptions } from '../../../relay/presence/subscriptions.ts'
import type { CachedSession } from '../../../relay/sessions/cache/cachedSession.ts'
import { createSessionCache, type SessionCache } from '../../../relay/sessions/cache/sessionCache.ts'
import type { Store } from '../../../relay/store/store.ts'
import { defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import type { SessionId, UserId } from '../../../src/shared/model/ids.ts'
import { createFakeClock, type FakeClock } from '../time/fakeClock.ts'

/** The sessions of a node whose way to the others is in the hands of the test, and one user who may connect to it. */
export interface NodeOnChannel {
  readonly clock: FakeClock
  readonly sessionCache: SessionCache
  /** Hands over what another node sent. */
  readonly receive: (message: NodeMessage, nodeId: string) => void
  /** Something that the others sent may be missing. */
  readonly miss: () => void
  /** The user connects and pulls. Resolves when that is done; what comes from its beginning on is sent to them. */
  readonly connect: () => Promise<void>
  /** Returns how far the user's care thread of a session goes by what was pulled and sent; undefined: they do not know of the session. */
  readonly knownHead: (id: SessionId) => number | undefined
}

const nothing = () => undefined

/** Starts the sessions of a node over a store that others write to as well. */
export async function startNodeOnChannel(store: Store, userId: UserId): Promise<NodeOnChannel> {
  const clock = createFakeClock()
  const log = pino({ level: 'silent' })
  const bus = createEventBus<CachedSession>(log)
  const known = new Map<SessionId, number>()
  let isConnected = false
  let listener: ClusterListener | undefined

  function learn(session: CachedSession, head: number): void {
    const { id } = session.record()
    if (isConnected && session.participant(userId)) known.set(id, Math.max(known.get(id) ?? 0, head))
  }
  const channel = {
    start: async (given: ClusterListener) => {
      listener = given
    },
    ...{ publish: nothing, isSynced: () => true, stop: async () => undefined },
  }
  const { reorderBuffer, otherNodes } = createOtherNodes({ store, events: bus, channel: channel, clock, log })
  const isUser = (id: UserId) => isConnected && id === userId
  const sessionCache = createSessionCache(store, isUser, otherNodes, async () => undefined)
  const subscriptions = createSubscriptions(sessionCache)
  bus.subscribe('native', {
    fromAnyNode: {
      entry: ({ entry }, session) => learn(session, entry.seq),
      session: (event, session) => learn(session, event.heads.care),
    },
  })
  bus.subscribe('presence', { fromAnyNode: { session: (_, session) => subscriptions.update(session) } })
  const sync = createClusterSync({
    ...{ channel, reorderBuffer, store, sessionCache, events: bus, clock, log },
    sessionsOf: subscriptions.of,
    connectedUsers: () => (isConnected ? [userId] : []),
    hasOnlookers: () => false,
    devices: { received: nothing, reconcile: nothing },
    roomReplica: { roomChanged: nothing, connectionEnded: nothing, reconcile: nothing },
    limitsUsed: nothing,
    reviewAccess: async () => undefined,
    rereadClinic: async () => ({ kind: 'clinic', clinic: defaultClinic }),
  })
  joinCapabilities(bus, [sync])
  await sync.start?.()

  return {
    clock,
    sessionCache,
    receive: (message, nodeId) => listener?.received(message, nodeId),
    miss: () => listener?.missed(),
    connect: async () => {
      isConnected = true
      await subscriptions.load(userId)
      for (const session of await sessionCache.list({ participant: userId })) learn(session, session.head('care'))
    },
    knownHead: (id) => known.get(id),
  }
}
