import type { Server as HttpServer } from 'node:http'
import { v4, v7 } from 'uuid'
import { callIdSchema } from '../src/shared/model/call.ts'
import { attachmentIdSchema } from '../src/shared/model/files/attachment.ts'
import { notificationIdSchema } from '../src/shared/model/notification.ts'
import { createErasePerson, type ErasePerson } from './accounts/erasePerson.ts'
import type { EndedAccess } from './accounts/verifyToken.ts'
import type { AttachmentUseCases } from './attachments/attachmentUseCases.ts'
import { createAttachments } from './attachments/createAttachments.ts'
import { createClusterSync } from './cluster/createClusterSync.ts'
import { createOtherNodes } from './cluster/createOtherNodes.ts'
import { replicatePresence } from './cluster/replicatePresence.ts'
import { dialects as tables } from './dialects/dialects.ts'
import { createRemoteRooms } from './dialects/rooms/remoteRooms.ts'
import { createRooms } from './dialects/rooms/rooms.ts'
import type { DialectConnections } from './dialects/serving/connections/dialectConnections.ts'
import { createDialectTransport } from './dialects/serving/createDialectTransport.ts'
import { createConnections } from './engine/createConnections.ts'
import { createSockets, type Sockets } from './engine/createSockets.ts'
import { limitHandshakes } from './engine/limitHandshakes.ts'
import { joinCapabilities, type Reading } from './events/capability.ts'
import { createEventBus } from './events/eventBus.ts'
import { limitSending } from './limits/limitSending.ts'
import { limitReading, limitUploading, limitWatching } from './limits/limitWork.ts'
import { createLive, type Live } from './live/createLive.ts'
import type { NativeConnections } from './native/connection.ts'
import { createNativeTransport } from './native/createNativeTransport.ts'
import { createPresence, type Presence } from './presence/createPresence.ts'
import type { PresenceRegistry } from './presence/presenceRegistry.ts'
import { type RelayParts, type WholeParts, withDefaults } from './relayParts.ts'
import { createRetention, type Purge, type Purged } from './retention/createRetention.ts'
import type { CachedSession } from './sessions/cache/cachedSession.ts'
import { createSessionCache, type SessionCache } from './sessions/cache/sessionCache.ts'
import { createSessionDuties } from './sessions/createSessionDuties.ts'
import { createSessionUseCases, type SessionParts } from './sessions/createSessionUseCases.ts'
import type { FindAttachments } from './sessions/messages/appendMessage.ts'
import type { LogLinkOpened } from './sessions/messages/logLinkOpened.ts'
import type { RelayEvents } from './sessions/sessionEvents.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'

export interface Relay {
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  /** Ends the connections of someone whose access has ended, on every node. */
  readonly accessEnded: (ended: EndedAccess) => void
  readonly logLinkOpened: LogLinkOpened
  readonly directory: SessionCache
  /** Removes what may no longer be kept. */
  readonly purge: (purge: Purge) => Promise<Purged>
  readonly erase: ErasePerson
  /** Presence, calls and notifications. */
  readonly live: Live
  /** Joins the other nodes, if there are any; to be awaited before anyone is served. */
  readonly start: () => Promise<void>
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Who and what is on this node now, for metrics. */
  readonly gauges: () => readonly Reading[]
  /** Tells every connection that the node stops, refuses what comes from then on, finishes what is under way, closes the sockets. */
  readonly close: () => Promise<void>
}

/** What the parts of a node have in common, from the lowest up. */
interface Ground extends WholeParts {
  readonly sockets: Sockets
  readonly connections: NativeConnections
  readonly dialectConnections: DialectConnections
  readonly events: RelayEvents
  readonly directory: SessionCache
}

/** Builds the use cases and the transports over the given parts. The store and the HTTP server stay their owner's to close. */
export function createRelay(given: RelayParts): Relay {
  const parts = withDefaults(given)
  const { store, clock, log, limit, work, nodes, attachmentFiles: files } = parts
  const connections: NativeConnections = createConnections()
  const dialectConnections: DialectConnections = createConnections()
  const sockets = createSockets({ ...parts, registries: [connections, dialectConnections] })
  const events = createEventBus<CachedSession>(log)
  const others = nodes && createOtherNodes({ store, events, link: nodes.link, clock: nodes.clock, log })
  const directory = createSessionCache(store, sockets.isConnected, others?.otherNodes)
  const ground: Ground = { ...parts, sockets, connections, dialectConnections, events, directory }
  const presence = createPresence({ events, directory, isSubRoom: nodes !== undefined, limit, clock })
  const devices = nodes && replicatePresence(presence.registry, nodes.link.tell)
  const registry = devices?.registry ?? presence.registry
  const newId = () => attachmentIdSchema.parse(v7())
  const attachments = createAttachments({ store, directory, clock, limit, log, files, scan: parts.scan, newId })
  const { duties, useCases } = createSessions(ground, attachments.find)
  const { live, native, dialects } = createTransports(ground, { useCases, presence, registry })
  const cluster =
    nodes &&
    devices &&
    others &&
    createClusterSync({
      ...nodes,
      ...{ store, directory, events, sequence: others.sequence, devices, log },
      roomReplica: dialects.roomReplica,
      connectedUsers: sockets.connectedUsers,
      hasOnlookers: sockets.hasOnlookers,
      reviewAccess: async () => void (await Promise.all([native.reviewAccess(), dialects.reviewAccess()])),
    })
  // In the order in which they are started and stopped: nothing is stored any more when the sockets are closed.
  const sessions = { stop: useCases.drain }
  const lines = { stop: () => sockets.close([...native.namespaces, ...dialects.namespaces]) }
  const ends = cluster ? [lines, cluster] : [lines]
  const node = joinCapabilities(events, [native, presence, duties, attachments, dialects, sessions, live, ...ends])
  const accessEnded = (ended: EndedAccess) => events.publish({ kind: 'accessEnded', ...ended })
  const { takeOut, userChanged, logLinkOpened } = useCases
  return {
    ...{ useCases, directory, live, accessEnded, logLinkOpened },
    attachments: limitUploading(attachments, work),
    purge: createRetention({ store, directory, publish: events.publishOf, files, log }),
    erase: createErasePerson({ store, accessEnded, log, files, takeOut, userChanged }),
    attach: sockets.attach,
    gauges: node.gauges,
    start: async () => await node.start(),
    close: async () => {
      node.refuse()
      await node.stop()
    },
  }
}

/** Builds what can be done with sessions, held to its limits, and what happens to them though nobody asks. */
function createSessions(ground: Ground, findAttachments: FindAttachments) {
  const { store, events, clock, log, limit, work } = ground
  const publish = events.publishOf
  const limited = limitReading(
    limitSending(createSessionUseCases({ ...ground, publish, findAttachments }), limit),
    work,
  )
  const useCases: SessionParts = {
    ...limited,
    userChanged: async (userId) => {
      await limited.userChanged(userId)
      events.publish({ kind: 'user', userId })
    },
  }
  const duties = createSessionDuties({ store, directory: ground.directory, publish, useCases: limited, clock, log })
  return { useCases, duties }
}

/** Builds what is live, and both ways by which clients hear of it and ask for it. */
function createTransports(
  ground: Ground,
  {
    useCases,
    presence,
    registry,
  }: {
    readonly useCases: SessionParts
    readonly presence: Presence
    readonly registry: PresenceRegistry
  },
) {
  const { store, sockets, events, limit, verifyToken, verifyNativeToken } = ground
  const { io, isConnected, admit } = sockets
  const { subscriptions, sessionsOf, typing, setTyping } = presence
  const remoteRooms = createRemoteRooms()
  const rooms = createRooms(remoteRooms)
  const unlimited = createLive({
    ...ground,
    ...{ subscriptions, registry, publish: events.publish },
    isInRoomOf: rooms.isInSession,
    newNotificationId: () => notificationIdSchema.parse(v7()),
  })
  const live = limitWatching(unlimited, ground.work)
  const isEnded = store.refreshTokens.isEnded
  const shared = {
    ...ground,
    ...{ useCases, live, subscriptions, sessionsOf, typing, setTyping },
    ...{ io, isConnected, admit, isEnded },
  }
  const native = createNativeTransport({
    ...shared,
    presence: registry,
    verifyToken: verifyNativeToken,
    verifyHandshake: limitHandshakes(verifyNativeToken, limit),
  })
  const dialects = createDialectTransport({
    ...shared,
    ...{ tables, connections: ground.dialectConnections, rooms, remoteRooms },
    verifyToken: limitHandshakes(verifyToken, limit),
    newCallId: () => callIdSchema.parse(v4()),
  })
  return { live, native, dialects }
}
