import type { Logger } from 'pino'
import type { Server, Socket } from 'socket.io'
import type { CallId } from '../../src/shared/model/call.ts'
import type { Clock } from '../../src/shared/model/clock.ts'
import type { EntryId, UserId } from '../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import type { Live } from '../createLive.ts'
import { gatewayLimits } from '../gateway/gatewayLimits.ts'
import { isRefusal, refusalMessage } from '../gateway/handshake.ts'
import { watchToken } from '../gateway/tokenLife.ts'
import type { VerifyToken } from '../gateway/verifyToken.ts'
import type { PresentDevice } from '../presence/presence.ts'
import type { SetTyping } from '../presence/setTyping.ts'
import type { Subscriptions } from '../presence/subscriptions.ts'
import type { TypingBoard } from '../presence/typingBoard.ts'
import type { SessionDirectory } from '../sessions/sessionDirectory.ts'
import type { SessionUseCases } from '../sessions/sessionUseCases.ts'
import type { Store } from '../store/store.ts'
import { createActions } from './actions.ts'
import { chatsNamespace } from './chats.ts'
import { dialectOfHandshake } from './chooseDialect.ts'
import type { DialectBook } from './dialectBook.ts'
import type { DialectConnection } from './dialectConnection.ts'
import { type DialectHandshake, readHandshake } from './dialectHandshake.ts'
import type { Frame } from './dialectNews.ts'
import { frameOfAll } from './eventsOfAll.ts'
import type { Rooms } from './rooms.ts'
import { createServeEvent } from './serveEvents.ts'
import type { TellDialects } from './tellDialects.ts'
import { welcome } from './welcome.ts'

export interface DialectsParts {
  readonly io: Server
  readonly book: DialectBook
  readonly rooms: Rooms
  readonly tell: TellDialects
  readonly useCases: SessionUseCases
  readonly live: Live
  readonly directory: SessionDirectory
  readonly subscriptions: Subscriptions
  readonly store: Pick<Store, 'log' | 'watermarks'>
  readonly typing: Pick<TypingBoard, 'leave'>
  readonly setTyping: SetTyping
  readonly verifyToken: VerifyToken
  readonly proxies: number
  /** Whether the user has a connection of any protocol to this node. */
  readonly isConnected: (userId: UserId) => boolean
  readonly newEntryId: () => EntryId
  readonly newCallId: () => CallId
  readonly clock: Clock
  readonly log: Logger
}

export interface Dialects {
  /** Lets no one in any more, tells everyone that the node stops, and refuses what they ask. */
  readonly announceStop: () => void
}

/** Events of one connection that may wait for those before them; beyond it the connection is ended. */
const waitingEvents = 1_000

/** Serves the clients of the five systems: the default namespace and `/chat`. */
export function createDialects(parts: DialectsParts): Dialects {
  const { io, book, tell, live, subscriptions, typing, clock, log } = parts
  let isStopping = false
  const actions = createActions({ ...parts, tellRoom: tell.room, retell: tell.again })
  const serve = createServeEvent({ actions, isStopping: () => isStopping, clock, log })
  const handshakes = new WeakMap<Socket, DialectHandshake>()

  function connectionOf(socket: Socket, { asker, expiresAtMs, chatId }: DialectHandshake): DialectConnection {
    const isChats = socket.nsp.name === chatsNamespace
    return {
      id: socket.id,
      asker,
      chatId: isChats ? undefined : chatId,
      dialect: dialectOfHandshake(isChats, chatId),
      rooms: new Map(),
      own: new Set(),
      expiresAtMs,
      cancelExpiry: () => undefined,
      send: ({ event, payload }: Frame) => void socket.emit(event, payload),
      end: () => void socket.disconnect(true),
    }
  }

  /** Closes the line and says nothing: the client then comes back by itself, and finds what it was owed. */
  function onDefect(socket: Socket, error: unknown): void {
    log.error({ connectionId: socket.id, error }, 'connection of a dialect could not be served')
    socket.conn.close()
  }

  /** Events of a connection are carried out one after the other: what was joined first is joined when the message is sent. */
  function listen(socket: Socket, connection: DialectConnection, ready: Promise<unknown>): void {
    let last = ready
    let waiting = 0
    socket.onAny((event: string, ...args: unknown[]) => {
      waiting += 1
      if (waiting > waitingEvents) {
        log.warn({ connectionId: connection.id }, 'connection asks faster than it can be answered, ended')
        connection.end()
        return
      }
      last = last.then(async () => {
        waiting -= 1
        if (socket.connected) await serve(connection, event, args)
      })
      last.catch((error: unknown) => onDefect(socket, error))
    })
  }

  function leave(connection: DialectConnection): void {
    const { userId } = connection.asker
    connection.cancelExpiry()
    for (const room of [...connection.rooms.keys()])
      actions.leave(connection, { room, isOneOfSeveral: connection.dialect === 'healthPlatform' })
    book.remove(connection)
    typing.leave(connection.id)
    live.leave(presentDevice(connection))
    if (!parts.isConnected(userId)) subscriptions.forget(userId)
  }

  async function arrive(connection: DialectConnection): Promise<void> {
    await subscriptions.load(connection.asker.userId)
    await welcome({ actions, book }, connection)
    await live.arrive(presentDevice(connection))
  }

  for (const namespace of [io.of('/'), io.of(chatsNamespace)]) {
    namespace.use((socket, next) => {
      if (isStopping) {
        next(new Error('This node of the relay stops. Connect again.'))
        return
      }
      readHandshake(socket, parts.verifyToken, parts.proxies).then(
        (handshake) => {
          handshakes.set(socket, handshake)
          next()
        },
        (error: unknown) => {
          if (!isRefusal(error)) log.error({ connectionId: socket.id, error }, 'handshake failed')
          next(new Error(refusalMessage(error)))
        },
      )
    })
    namespace.on('connection', (socket) => {
      const handshake = handshakes.get(socket)
      handshakes.delete(socket)
      if (!handshake || isStopping) {
        socket.disconnect(true)
        return
      }
      const connection = connectionOf(socket, handshake)
      book.add(connection)
      log.info({ connectionId: connection.id, userId: connection.asker.userId, namespace: namespace.name }, 'connected')
      watchToken(connection, clock, { warn: () => undefined, end: endExpired })
      socket.on('disconnect', (reason) => {
        leave(connection)
        const { id, asker } = connection
        log.info({ connectionId: id, userId: asker.userId, reason: reason.replaceAll(' ', '-') }, 'disconnected')
      })
      const ready = arrive(connection)
      ready.catch((error: unknown) => onDefect(socket, error))
      listen(
        socket,
        connection,
        ready.catch(() => undefined),
      )
    })
  }

  function endExpired(connection: DialectConnection): void {
    log.info({ connectionId: connection.id }, 'token expired, connection ended')
    connection.send(frameOfAll('error', { message: handshakeRefusals.tokenExpired }))
    connection.end()
  }

  return {
    announceStop: () => {
      isStopping = true
      const payload = { reconnectAfterMs: gatewayLimits.reconnectAfterMs }
      for (const connection of book.all()) connection.send(frameOfAll('server:shutdown', payload))
    },
  }
}

/** A client of a dialect has no installation that outlives its connection. */
function presentDevice({ id, asker }: DialectConnection): PresentDevice {
  return { userId: asker.userId, connectionId: id, deviceKey: id }
}
