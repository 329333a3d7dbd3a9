import type { Server as HttpServer } from 'node:http'
import { v4, v7 } from 'uuid'
import { callIdSchema } from '../src/shared/model/call.ts'
import { attachmentIdSchema } from '../src/shared/model/files/attachment.ts'
import { notificationIdSchema } from '../src/shared/model/notification.ts'
import { createErasePerson, type ErasePerson } from './accounts/erasePerson.ts'
import type { EndedAccess } from './accounts/verifyToken.ts'
import type { AttachmentUseCases } from './attachments/attachmentUseCases.ts'
import { createAttachments } from './attachments/createAttachments.ts'
import { createCalls } from './calls/createCalls.ts'
import { iceServersFor } from './calls/iceServers.ts'
import type { ClinicUseCases } from './clinic/clinicUseCases.ts'
import { createClinic } from './clinic/createClinic.ts'
import { createClusterSync } from './cluster/createClusterSync.ts'
import { createOtherNodes } from './cluster/createOtherNodes.ts'
import { replicatePresence } from './cluster/replicatePresence.ts'
import { dialects as tables } from './dialects/dialects.ts'
import { createRemoteRooms, type RemoteRooms } from './dialects/rooms/remoteRooms.ts'
import { createRooms, type Rooms } from './dialects/rooms/rooms.ts'
import type { DialectConnections } from './dialects/serving/connections/dialectConnections.ts'
import { createDialectTransport } from './dialects/serving/createDialectTransport.ts'
import { createConnections } from './engine/createConnections.ts'
import { createSockets, type Sockets } from './engine/createSockets.ts'
import { limitHandshakes } from './engine/limitHandshakes.ts'
import { joinCapabilities, type Reading } from './events/capability.ts'
import { createEventBus } from './events/eventBus.ts'
import { limitClinic } from './limits/useCases/limitClinic.ts'
import { limitNotifications } from './limits/useCases/limitNotifications.ts'
import { limitPresence } from './limits/useCases/limitPresence.ts'
import { limitReading } from './limits/useCases/limitReading.ts'
import { limitSending } from './limits/useCases/limitSending.ts'
import { limitUploading } from './limits/useCases/limitUploading.ts'
import type { NativeConnections } from './native/connection.ts'
import { createNativeTransport } from './native/createNativeTransport.ts'
import { createNotifications } from './notifications/createNotifications.ts'
import type { NotificationUseCases } from './notifications/notificationUseCases.ts'
import { createPresence } from './presence/createPresence.ts'
import { createDeviceConnections } from './presence/deviceConnections.ts'
import { createPresenceRegistry, type PresenceRegistry } from './presence/presenceRegistry.ts'
import { type RelayParts, type WholeParts, withDefaults } from './relayParts.ts'
import { createRetention, type Purge, type Purged } from './retention/createRetention.ts'
import type { CachedSession } from './sessions/cache/cachedSession.ts'
import { createSessionCache, type SessionCache } from './sessions/cache/sessionCache.ts'
import { createSessionDuties } from './sessions/createSessionDuties.ts'
import { createSessionUseCases, type SessionParts } from './sessions/createSessionUseCases.ts'
import type { ReportAttempts } from './sessions/lifecycle/reportAttempts.ts'
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
  readonly reportAttempt: ReportAttempts['report']
  readonly sessionCache: SessionCache
  /** Removes what may no longer be kept. */
  readonly purge: (purge: Purge) => Promise<Purged>
  readonly erase: ErasePerson
  readonly notifications: NotificationUseCases
  readonly clinic: ClinicUseCases
  /** Joins the other nodes, if there are any; to be awaited before anyone is served. */
  readonly start: () => Promise<void>
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Counts who and what is on this node now, for metrics. */
  readonly gauges: () => readonly Reading[]
  /** Announces to every connection that the node stops, refuses what comes from then on, finishes what is under way, closes the sockets. */
  readonly close: () => Promise<void>
}

/** Parts that all of a node have in common, from the lowest up. */
interface SharedParts extends WholeParts {
  readonly sockets: Sockets
  readonly connections: NativeConnections
  readonly dialectConnections: DialectConnections
  readonly events: RelayEvents
  readonly sessionCache: SessionCache
}

/** Builds the use cases and the transports over the given parts. The store and the HTTP server stay their owner's to close. */
export function createRelay(given: RelayParts): Relay {
  const parts = withDefaults(given)
  const { store, clock, log, limit, work, nodes, attachmentFiles: files } = parts
  const connections: NativeConnections = createConnections()
  const dialectConnections: DialectConnections = createConnections()
  const sockets = createSockets({ ...parts, registries: [connections, dialectConnections] })
  const events = createEventBus<CachedSession>(log)
  const others = nodes && createOtherNodes({ store, events, channel: nodes.channel, clock: nodes.clock, log })
  const sessionCache = createSessionCache(store, sockets.isConnected, others?.otherNodes)
  const shared: SharedParts = { ...parts, sockets, connections, dialectConnections, events, sessionCache }
  const ownRegistry = createPresenceRegistry(clock, (presence) => events.publish({ kind: 'presence', presence }))
  const devices = nodes && replicatePresence(ownRegistry, nodes.channel.publish)
  const remoteRooms = createRemoteRooms()
  const rooms = createRooms(remoteRooms)
  const personal = createPersonal(shared, devices?.registry ?? ownRegistry, rooms.isInSession)
  const { presence, calls, notifications } = personal
  const newId = () => attachmentIdSchema.parse(v7())
  const attachments = createAttachments({ store, sessionCache, clock, limit, log, files, scan: parts.scan, newId })
  const { duties, useCases } = createSessions(shared, attachments.find)
  const clinic = createClinic({ store, publish: events.publish, log })
  const limitedClinic = limitClinic(clinic.useCases, work)
  const { native, dialects } = createTransports(shared, {
    useCases,
    clinic: limitedClinic,
    personal,
    rooms,
    remoteRooms,
  })
  const cluster =
    nodes &&
    devices &&
    others &&
    createClusterSync({
      ...nodes,
      channel: nodes.channel,
      ...{ store, sessionCache, events, reorderBuffer: others.reorderBuffer, devices, log },
      roomReplica: dialects.roomReplica,
      connectedUsers: sockets.connectedUsers,
      sessionsOf: presence.sessionsOf,
      hasOnlookers: sockets.hasOnlookers,
      rereadClinic: clinic.reread,
      reviewAccess: async () => void (await Promise.all([native.reviewAccess(), dialects.reviewAccess()])),
    })
  // In the order in which they are started and stopped: nothing is stored any more when the sockets are closed.
  const sessions = { stop: useCases.drain }
  const lines = { stop: () => sockets.close([...native.namespaces, ...dialects.namespaces]) }
  const ends = cluster ? [lines, cluster] : [lines]
  const node = joinCapabilities(events, [
    ...[native, presence, duties, attachments, dialects, sessions],
    ...[calls, notifications, ...ends],
  ])
  const accessEnded = (ended: EndedAccess) => events.publish({ kind: 'accessEnded', ...ended })
  const { removeFromSessions, userChanged, logLinkOpened, attempts } = useCases
  return {
    ...{ useCases, sessionCache, accessEnded, logLinkOpened },
    reportAttempt: attempts.report,
    notifications: personal.useCases.notifications,
    clinic: limitedClinic,
    attachments: limitUploading(
      {
        ...attachments.useCases,
        begin: (principal, sessionId, post) =>
          attempts.watch(principal, sessionId, () => attachments.useCases.begin(principal, sessionId, post)),
      },
      work,
    ),
    purge: createRetention({ store, sessionCache, publish: events.publishInSession, files, log }),
    erase: createErasePerson({ store, accessEnded, log, files, removeFromSessions, userChanged }),
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
function createSessions(shared: SharedParts, findAttachments: FindAttachments) {
  const { store, events, clock, log, limit, work, connections, dialectConnections } = shared
  const publish = events.publishInSession
  const limited = limitReading(
    limitSending(createSessionUseCases({ ...shared, publish, findAttachments }), limit),
    work,
  )
  const useCases: SessionParts = {
    ...limited,
    userChanged: async (userId) => {
      await limited.userChanged(userId)
      events.publish({ kind: 'user', userId })
    },
  }
  const duties = createSessionDuties({
    store,
    sessionCache: shared.sessionCache,
    publish,
    useCases: limited,
    connectedAs: (userId) => [connections, dialectConnections].flatMap((registry) => [...registry.ofUser(userId)]),
    clock,
    log,
  })
  return { useCases, duties }
}

/** Builds what concerns users wherever they are, rather than one session: presence, notifications and calls. */
function createPersonal(shared: SharedParts, registry: PresenceRegistry, isInRoomOf: Rooms['isInSession']) {
  const { events, nodes, work, clock } = shared
  const built = { ...shared, registry, publish: events.publish }
  const presence = createPresence({ ...built, isClustered: nodes !== undefined })
  const newNotificationId = () => notificationIdSchema.parse(v7())
  const notifications = createNotifications({ ...built, isInRoomOf, newNotificationId })
  const calls = createCalls({
    ...built,
    limiter: shared.callLimiter,
    iceServers: (userId) => iceServersFor(shared.ice, userId, clock.now()),
  })
  return {
    ...{ registry, presence, notifications, calls },
    devices: createDeviceConnections(registry, [presence.devices, calls.devices, notifications.devices]),
    useCases: {
      presence: limitPresence(presence.useCases, work),
      notifications: limitNotifications(notifications.useCases, work),
      calls: calls.useCases,
    },
  }
}

/** Builds both ways by which clients ask, and receive what happens. */
function createTransports(
  shared: SharedParts,
  {
    useCases,
    clinic,
    personal,
    rooms,
    remoteRooms,
  }: {
    readonly useCases: SessionParts
    readonly clinic: ClinicUseCases
    readonly personal: ReturnType<typeof createPersonal>
    readonly rooms: Rooms
    readonly remoteRooms: RemoteRooms
  },
) {
  const { store, sockets, limit, verifyToken, verifyNativeToken } = shared
  const { io, isConnected, admit } = sockets
  const { registry, devices } = personal
  const { subscriptions, sessionsOf, typing, setTyping } = personal.presence
  const ofTransports = {
    ...{ ...shared, useCases, ...personal.useCases, devices },
    ...{ subscriptions, sessionsOf, typing, setTyping, io, isConnected, admit },
    isEnded: store.refreshTokens.isEnded,
    learnName: useCases.learnName,
  }
  const native = createNativeTransport({
    ...{ ...ofTransports, registry, clinic },
    verifyToken: verifyNativeToken,
    verifyHandshake: limitHandshakes(verifyNativeToken, limit),
  })
  const dialects = createDialectTransport({
    ...ofTransports,
    ...{ tables, connections: shared.dialectConnections, rooms, remoteRooms },
    verifyToken: limitHandshakes(verifyToken, limit),
    newCallId: () => callIdSchema.parse(v4()),
  })
  return { native, dialects }
}
