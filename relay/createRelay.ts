import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { v4, v7 } from 'uuid'
import { attachmentIdSchema } from '../src/shared/model/attachment.ts'
import { callIdSchema } from '../src/shared/model/call.ts'
import type { Clock } from '../src/shared/model/clock.ts'
import type { Entry } from '../src/shared/model/entry.ts'
import { type EntryId, entryIdSchema, type UserId, userIdSchema } from '../src/shared/model/ids.ts'
import { notificationIdSchema } from '../src/shared/model/notification.ts'
import type { TypingItem } from '../src/shared/protocol/typing.ts'
import type { AttachmentFiles } from './attachments/attachmentFiles.ts'
import type { AttachmentUseCases } from './attachments/attachmentUseCases.ts'
import type { Scan } from './attachments/clamdScanner.ts'
import { createAttachments } from './attachments/createAttachments.ts'
import { type CallLimiter, createCallLimiter } from './calls/callLimiter.ts'
import type { IceSettings } from './calls/iceServers.ts'
import { type Census, takeCensus } from './census.ts'
import { createLive, type Live } from './createLive.ts'
import { chatsNamespace } from './dialects/chats.ts'
import { createDialects } from './dialects/createDialects.ts'
import { createDialectBook } from './dialects/dialectBook.ts'
import { createHearRooms } from './dialects/hearRooms.ts'
import { createRemoteRooms } from './dialects/remoteRooms.ts'
import { createRooms } from './dialects/rooms.ts'
import { createTellDialects, type TellDialects } from './dialects/tellDialects.ts'
import { createAnnouncer } from './gateway/announcer.ts'
import { createConnections } from './gateway/connections.ts'
import { createGateway } from './gateway/createGateway.ts'
import { endConnections } from './gateway/endConnections.ts'
import { limitTransports } from './gateway/limitTransports.ts'
import { createUnreadPollGate } from './gateway/refuseUnreadPolls.ts'
import { createAnswerRequest } from './gateway/requests.ts'
import { createSendFrame } from './gateway/sendFrame.ts'
import { createSocketServer } from './gateway/socketServer.ts'
import { createTellDevices } from './gateway/tellDevices.ts'
import type { VerifyToken } from './gateway/verifyToken.ts'
import { createRateLimiter, type RateLimiter } from './limits/createRateLimiter.ts'
import { createFrameMeter, type FrameMeter } from './limits/frameMeter.ts'
import { createConnectionGate, limitHandshakes } from './limits/limitConnecting.ts'
import { limitSending } from './limits/limitSending.ts'
import { createSharing } from './nodes/createSharing.ts'
import type { LimitUse } from './nodes/createToldUses.ts'
import { createEntrySequence } from './nodes/entrySequence.ts'
import type { NodeLink } from './nodes/nodeLink.ts'
import { createPresenceBoard } from './presence/presence.ts'
import { createSetTyping } from './presence/setTyping.ts'
import { createSubscriptions } from './presence/subscriptions.ts'
import type { TellDevices } from './presence/tell.ts'
import { createTypingBoard } from './presence/typingBoard.ts'
import { createRetention, type Purge, type Purged } from './retention/createRetention.ts'
import { createSessionUseCases } from './sessions/createSessionUseCases.ts'
import { createExpireSessions } from './sessions/expireSessions.ts'
import type { KnownSession } from './sessions/knownSession.ts'
import type { News } from './sessions/news.ts'
import { createSessionDirectory, type SessionDirectory } from './sessions/sessionDirectory.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'
import { signalReadiness } from './sessions/signalReadiness.ts'
import type { Store } from './store/store.ts'

export interface RelayParts {
  readonly store: Store
  readonly verifyToken: VerifyToken
  /** The same for the native protocol, which invited patients speak too. By default they are not let in. */
  readonly verifyNativeToken?: VerifyToken
  readonly clock: Clock
  readonly log: Logger
  /** Origins that browsers may connect from, beside the relay's own; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
  /** Where the content of attachments is kept. */
  readonly attachmentFiles: AttachmentFiles
  /** What attachments must pass; null: nothing. */
  readonly scan?: Scan | null
  /** Where the media of calls finds its way. */
  readonly ice: IceSettings
  /** How often users and addresses may do things. By default counted by this process alone. */
  readonly limit?: RateLimiter
  /** How much connections may send. By default as much as the relay allows by itself. */
  readonly frames?: FrameMeter
  /** Proxies of our own that requests come through. */
  readonly proxies?: number
  /** How often users may call. By default counted by this process alone. */
  readonly callLimiter?: CallLimiter
  /** Makes the ids of the relay's own entries (membership, state). By default random UUIDs, version 7. */
  readonly newEntryId?: () => EntryId
  /** The way to other nodes, and the time it goes by. Without it this node is the only one. */
  readonly nodes?: {
    readonly link: NodeLink
    readonly clock: Clock
    /** To be told what was used of limits on other nodes. */
    readonly limitsUsed: (uses: readonly LimitUse[]) => void
  }
  /** Runs a task once what has arrived by now has been taken in. By default `setImmediate`. */
  readonly nextTurn?: (task: () => void) => void
  /** The timer by which receipts are gathered for some milliseconds. */
  readonly after: Clock['after']
}

export interface Relay {
  readonly useCases: SessionUseCases
  readonly attachments: AttachmentUseCases
  readonly directory: SessionDirectory
  /** Removes what may no longer be kept. */
  readonly purge: (purge: Purge) => Promise<Purged>
  /** Presence, calls and notifications. */
  readonly live: Live
  /** Joins the other nodes, if there are any; to be awaited before anyone is served. */
  readonly start: () => Promise<void>
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Who and what is on this node now, for metrics. */
  readonly census: () => Census
  /** Tells every connection that the node stops, refuses what comes from then on, finishes what is under way, closes the sockets. */
  readonly close: () => Promise<void>
}

/** Builds the use cases and the gateway over the given parts. The store and the HTTP server stay their owner's to close. */
export function createRelay(parts: RelayParts): Relay {
  const { store, clock, log, verifyToken } = parts
  const verifyNativeToken = parts.verifyNativeToken ?? verifyToken
  const newEntryId = parts.newEntryId ?? (() => entryIdSchema.parse(v7()))
  const nextTurn = parts.nextTurn ?? ((task) => void setImmediate(task))
  const limit = parts.limit ?? createRateLimiter()

  const server = createSocketServer(parts.corsOrigins)
  const nativeConnections = createConnections()
  const book = createDialectBook()
  const remoteRooms = createRemoteRooms()
  const rooms = createRooms(remoteRooms)
  const isConnected = (userId: UserId) => nativeConnections.isConnected(userId) || book.isConnected(userId)
  const connections = { ...nativeConnections, isConnected }
  const tellDialects = createTellDialects({ book, rooms, presence: () => live.presence, clock })
  const { nodes } = parts
  const sequence = nodes && createEntrySequence({ store, announce: announceEntry, clock: nodes.clock, log })
  const directory = createSessionDirectory(
    store,
    connections.isConnected,
    sequence && {
      isInStep: nodes.link.isInStep,
      now: nodes.clock.now,
      adopted: sequence.begin,
      behind: sequence.check,
      outdated: (session, previous) => sharing?.outdated(session, previous),
    },
  )
  const subscriptions = createSubscriptions(directory)
  const sendFrame = createSendFrame(server.namespace)
  const announcer = createAnnouncer({ connections, sendFrame, endOfTurn: (task) => process.nextTick(task) })
  const ownBoard = createPresenceBoard(clock, (changed) => {
    const { userId } = changed
    announcer.presence(changed, nodes && !subscriptions.has(userId) ? directory.of(userId) : subscriptions.of(userId))
    tellDialects.presence(changed)
  })
  function announceTyping(session: KnownSession, item: TypingItem): void {
    announcer.typing(session, item)
    tellDialects.typing(session, item)
  }
  const typing = createTypingBoard(clock, ({ session, thread, userId, name }, isTyping) => {
    const item = { sessionId: session.record().id, thread, userId, name, typing: isTyping }
    if (sharing) sharing.typing(session, item)
    else announceTyping(session, item)
  })

  function announceEntry(session: KnownSession, entry: Entry): void {
    announce({ kind: 'entry', session, entry })
  }
  function publish(news: News): void {
    live.heed(news)
    if (sharing) sharing.publish(news)
    else announce(news)
  }
  function announce(news: News): void {
    announcer.publish(news)
    tellDialects.announce(news)
    if (news.kind === 'entry') typing.stop(news.entry.senderId, news.session, news.entry.thread)
    if (news.kind === 'session') {
      subscriptions.update(news.session)
      const { id, active, expiresAtMs, participants } = news.session.record()
      // In the next turn, when the frames that tell of it have been handed over.
      if (!active) nextTurn(() => gateway.endInvited(id))
      if (active && expiresAtMs !== null) expiry.mayExpireAt(expiresAtMs)
      for (const { userId } of participants) announcer.presence(presence.of(userId), [news.session])
    }
  }
  const attachments = createAttachments({
    ...{ store, directory, clock, log },
    files: parts.attachmentFiles,
    scan: parts.scan ?? null,
    newId: () => attachmentIdSchema.parse(v7()),
  })
  const findAttachments = attachments.find
  const unlimited = createSessionUseCases({
    ...{ store, directory, publish, clock, newEntryId, nextTurn, after: parts.after, log, findAttachments },
  })
  const own = limitSending(unlimited, limit)
  const { apply, availability } = own
  const tellNative = createTellDevices(connections, sendFrame)
  const tellHere: TellDevices = (tells) => {
    tellNative(tells)
    tellDialects.devices(tells)
  }
  const sharing =
    nodes &&
    sequence &&
    createSharing({
      ...{ store, directory, announce, sequence, board: ownBoard, log },
      link: nodes.link,
      clock: nodes.clock,
      limitsUsed: nodes.limitsUsed,
      announceTyping,
      announceTells: tellHere,
      hearRooms: createHearRooms({ remote: remoteRooms, rooms, book, tell: tellDialects.room, directory, log }),
      hearCall: (call) => live.calls.hear(call),
      connectedUsers: () => new Set([...connections.all(), ...book.all()].map(({ asker }) => asker.userId)),
      hasOnlookers: () =>
        !isEmpty(connections.administrators()) || !isEmpty(connections.supporters()) || !isEmpty(book.onlookers()),
      userChanged: own.userChanged,
    })
  const presence = sharing?.board ?? ownBoard
  const useCases: typeof own = {
    ...own,
    userChanged: async (userId) => {
      await own.userChanged(userId)
      sharing?.userChanged(userId)
    },
  }
  const relayItself = { userId: userIdSchema.parse('rounds'), name: 'Rounds', role: 'admin' } as const
  const expiry = createExpireSessions({ store, apply, relayItself, clock, log })
  const listenedTo = () => directory.inUse()
  const stopSignals = signalReadiness({ listenedTo, availability, publish, clock, log })
  expiry.start()
  attachments.start()

  const tell = sharing?.tells ?? tellHere
  const live = createLive({
    ...{ store, directory, subscriptions, board: presence, tell, nextTurn, limit, clock, log },
    publishCall: sharing?.call ?? (({ tells }) => tellHere(tells)),
    ice: parts.ice,
    callLimiter: parts.callLimiter ?? createCallLimiter(limit),
    newNotificationId: () => notificationIdSchema.parse(v7()),
  })
  live.start()

  const setTyping = createSetTyping({ directory, board: typing, limit })
  const answer = createAnswerRequest({
    useCases,
    live,
    setTyping,
    verifyToken: verifyNativeToken,
    tokenRenewed: (connection) => gateway.watchToken(connection),
    clock,
    log,
  })
  const gateway = createGateway({
    server,
    connections,
    subscriptions,
    presence,
    live,
    typing,
    answer,
    verifyToken: limitHandshakes(verifyNativeToken, limit),
    proxies: parts.proxies ?? 0,
    sendFrame,
    clock,
    log,
  })
  const tellRoom: TellDialects['room'] = (change, { session, takesPlace, ofSession, ofRoom, ...stay }, by) => {
    tellDialects.room(change, { session, takesPlace, ofSession, ofRoom, ...stay }, by)
    if (!by || !sharing) return
    const shared = { ...stay, sessionId: session.record().id, connectionId: by.id }
    sharing.room({ kind: 'room', change, stay: shared, takesPlace, ofSession, ofRoom })
  }
  const dialects = createDialects({
    ...{
      io: server.io,
      book,
      rooms,
      tell: { ...tellDialects, room: tellRoom },
      useCases,
      live,
      directory,
      subscriptions,
      store,
      typing,
      setTyping,
    },
    ...{ verifyToken: limitHandshakes(verifyToken, limit), proxies: parts.proxies ?? 0, isConnected },
    newCallId: () => callIdSchema.parse(v4()),
    ...{ newEntryId, clock, log },
  })

  return {
    useCases,
    attachments,
    directory,
    purge: createRetention({ store, directory, publish, files: parts.attachmentFiles, log }),
    live,
    start: async () => {
      await sharing?.start()
    },
    attach: (httpServer) => {
      server.io.attach(httpServer)
      const proxies = parts.proxies ?? 0
      server.io.engine.use(createConnectionGate(limit, proxies))
      server.io.engine.use(createUnreadPollGate())
      limitTransports(server.io.engine, { frames: parts.frames ?? createFrameMeter({ clock }), proxies, log })
      gateway.attached()
    },
    census: () => takeCensus({ connections, book, directory, board: presence, openCalls: live.calls.openCount }),
    close: async () => {
      gateway.announceStop()
      dialects.announceStop()
      stopSignals()
      await expiry.stop()
      await attachments.stop()
      await useCases.drain()
      await live.stop()
      // Acknowledgements of the last commit are given in this turn; the sockets are closed in the next.
      await new Promise<void>((resolve) => nextTurn(resolve))
      const { io, namespace } = server
      await endConnections([namespace, io.of('/'), io.of(chatsNamespace)], clock)
      io.engine?.close()
      await sharing?.stop()
    },
  }
}

function isEmpty(items: Iterable<unknown>): boolean {
  for (const _ of items) return false
  return true
}
