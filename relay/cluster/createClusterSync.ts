import type { Logger } from 'pino'
import type { SessionId, UserId } from '../../src/shared/model/ids.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import type { Capability } from '../events/capability.ts'
import type { EventOf } from '../events/relayEvent.ts'
import type { CachedSession } from '../sessions/cache/cachedSession.ts'
import type { SessionCache } from '../sessions/cache/sessionCache.ts'
import type { RelayEvents } from '../sessions/sessionEvents.ts'
import type { Store } from '../store/store.ts'
import type { ClusterChannel } from './clusterChannel.ts'
import { createContestedSessions } from './contestedSessions.ts'
import type { LimitUse } from './createReplicatedCounter.ts'
import type { NodeMessage } from './nodeMessage.ts'
import type { ReorderBuffer } from './reorderBuffer.ts'
import type { ReplicatedPresence } from './replicatePresence.ts'
import { createResync } from './resync.ts'
import type { RoomReplica } from './roomReplica.ts'
import { createSessionLookUp } from './sessionLookUp.ts'

export interface ClusterSyncParts {
  readonly channel: ClusterChannel
  readonly reorderBuffer: ReorderBuffer
  readonly store: Pick<Store, 'watermarks'>
  readonly sessionCache: SessionCache
  readonly events: Pick<RelayEvents, 'deliver' | 'deliverInSession'>
  readonly roomReplica: RoomReplica
  readonly devices: Pick<ReplicatedPresence, 'received' | 'reconcile'>
  readonly connectedUsers: () => Iterable<UserId>
  /** Returns the sessions that a connected user knows of. */
  readonly sessionsOf: (userId: UserId) => readonly CachedSession[]
  /** Returns whether someone is connected to this node who may see sessions without taking part in them. */
  readonly hasOnlookers: () => boolean
  /** Receives the uses on another node of limits that each node counts by itself. */
  readonly limitsUsed: (uses: readonly LimitUse[]) => void
  /** Reviews access that may have ended on another node unnoticed. */
  readonly reviewAccess: () => Promise<void>
  /** Reads what the clinic has set, which another node may have been told of unnoticed. */
  readonly rereadClinic: () => Promise<EventOf<'clinic'>>
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Publishes to the other nodes, through the Redis stream, what happens on this one, and delivers here what happens there: entries that
 * another node stored, after those before them in their thread.
 */
export function createClusterSync(parts: ClusterSyncParts): Capability<CachedSession> {
  const { channel, reorderBuffer, sessionCache, events, devices, log } = parts
  const onDefect = (error: unknown) => log.warn({ error }, 'a session could not be read again')
  const contested = createContestedSessions({ ...parts, onDefect })
  const resync = createResync({ ...parts, deliverInSession: events.deliverInSession })
  const withSession = createSessionLookUp({
    ...parts,
    onDefect: (error) => {
      onDefect(error)
      // It may be in memory by now, by another reading, and lack what came of it.
      resync.request()
    },
  })

  function received(message: NodeMessage, nodeId: string): void {
    switch (message.kind) {
      case 'entry':
        withSession(message.entry.sessionId, (session) => reorderBuffer.take(session, message.entry))
        break
      case 'watermark':
        withSession(message.mark.sessionId, (session) => events.deliverInSession(message, session))
        break
      case 'session':
        if (applySession(parts, message)) contested.noteChange(message.record.id, nodeId)
        break
      case 'typing':
        withSession(message.item.sessionId, (session) => events.deliverInSession(message, session))
        break
      case 'room':
        parts.roomReplica.roomChanged(message, nodeId)
        break
      case 'tells':
      case 'call':
      case 'user':
      case 'accessEnded':
      case 'clinic':
        events.deliver(message)
        break
      case 'uses':
        parts.limitsUsed(message.uses)
        break
      case 'device':
      case 'deviceGone':
        devices.received(message, nodeId)
        if (message.kind === 'deviceGone') parts.roomReplica.connectionEnded(message.connectionId, nodeId)
        break
    }
  }

  return {
    subscribe: { cluster: { fromThisNode: publishTo(channel, contested.noteOwnChange) } },
    start: () =>
      channel.start({
        received,
        reconcile: (nodeId, snapshot) => {
          devices.reconcile(nodeId, snapshot)
          parts.roomReplica.reconcile(nodeId, snapshot)
        },
        missed: () => {
          sessionCache.invalidateAll()
          parts.reviewAccess().catch((error: unknown) => log.warn({ error }, 'access could not be looked at again'))
          parts.rereadClinic().then(events.deliver, (error: unknown) => {
            log.warn({ error }, 'the rules of the clinic could not be read again')
          })
          resync.request()
        },
      }),
    stop: async () => {
      contested.stop()
      resync.stop()
      reorderBuffer.stop()
      await channel.stop()
    },
  }
}

/** Subscribes the channel to every event that other nodes need. */
function publishTo({ publish }: ClusterChannel, noteOwnChange: (id: SessionId) => void) {
  return {
    entry: publish,
    watermark: publish,
    session: (event: EventOf<'session'>) => {
      publish(event)
      noteOwnChange(event.record.id)
    },
    typing: publish,
    room: publish,
    tells: publish,
    call: publish,
    user: publish,
    accessEnded: publish,
    clinic: publish,
  }
}

/** Applies a session that was changed on another node. Returns false when it concerns nobody here. */
function applySession(
  { sessionCache, events, reorderBuffer, connectedUsers, hasOnlookers }: ClusterSyncParts,
  message: EventOf<'session'>,
): boolean {
  const { record, heads, removed } = message
  const connected = new Set(connectedUsers())
  const isWanted =
    sessionCache.peek(record.id) ||
    hasOnlookers() ||
    record.participants.some(({ userId }) => connected.has(userId)) ||
    removed.some((userId) => connected.has(userId))
  if (!isWanted && !sessionCache.isReading()) return false
  const session = sessionCache.applyRemote(record, heads)
  events.deliverInSession(message, session)
  reorderBuffer.check(session)
  return true
}
