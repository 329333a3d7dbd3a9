import type { Server as HttpServer } from 'node:http'
import type { Logger } from 'pino'
import { v7 } from 'uuid'
import type { Clock } from '../src/shared/model/clock.ts'
import { type EntryId, entryIdSchema } from '../src/shared/model/ids.ts'
import { createAnnouncer } from './gateway/announcer.ts'
import { createConnections } from './gateway/connections.ts'
import { createGateway } from './gateway/createGateway.ts'
import { createAnswerRequest } from './gateway/requests.ts'
import { createSendFrame } from './gateway/sendFrame.ts'
import { createSocketServer } from './gateway/socketServer.ts'
import type { VerifyToken } from './gateway/verifyToken.ts'
import { createPresenceBoard } from './presence/presence.ts'
import { createSubscriptions } from './presence/subscriptions.ts'
import { createTypingBoard } from './presence/typingBoard.ts'
import { createSessionUseCases } from './sessions/createSessionUseCases.ts'
import type { News } from './sessions/news.ts'
import { createSessionDirectory } from './sessions/sessionDirectory.ts'
import type { SessionUseCases } from './sessions/sessionUseCases.ts'
import type { Store } from './store/store.ts'

export interface RelayParts {
  readonly store: Store
  readonly verifyToken: VerifyToken
  readonly clock: Clock
  readonly log: Logger
  /** Origins that browsers may connect from, beside the relay's own; `'*'` is any. */
  readonly corsOrigins: readonly string[] | '*'
  /** Makes the ids of the relay's own entries (membership, state). By default random UUIDs, version 7. */
  readonly newEntryId?: () => EntryId
  /** Runs a task once what has arrived by now has been taken in. By default `setImmediate`. */
  readonly nextTurn?: (task: () => void) => void
  /** The timer by which receipts are gathered for some milliseconds. */
  readonly after: Clock['after']
}

export interface Relay {
  readonly useCases: SessionUseCases
  /** Serves sockets on this HTTP server, beside what it serves already. */
  readonly attach: (httpServer: HttpServer) => void
  /** Native connections that are open now, for metrics. */
  readonly connectionCount: () => number
  /** Tells every connection that the node stops, refuses what comes from then on, finishes what is under way, closes the sockets. */
  readonly close: () => Promise<void>
}

/** Builds the use cases and the gateway over the given parts. The store and the HTTP server stay their owner's to close. */
export function createRelay(parts: RelayParts): Relay {
  const { store, clock, log, verifyToken } = parts
  const newEntryId = parts.newEntryId ?? (() => entryIdSchema.parse(v7()))
  const nextTurn = parts.nextTurn ?? ((task) => void setImmediate(task))

  const server = createSocketServer(parts.corsOrigins)
  const connections = createConnections()
  const directory = createSessionDirectory(store, connections.isConnected)
  const subscriptions = createSubscriptions(directory)
  const sendFrame = createSendFrame(server.namespace, log)
  const announcer = createAnnouncer({ connections, sendFrame, endOfTurn: (task) => process.nextTick(task) })
  const presence = createPresenceBoard(clock, (changed) =>
    announcer.presence(changed, subscriptions.of(changed.userId)),
  )
  const typing = createTypingBoard(clock, ({ session, thread, userId, name }, isTyping) =>
    announcer.typing(session, { sessionId: session.record().id, thread, userId, name, typing: isTyping }),
  )

  function publish(news: News): void {
    announcer.publish(news)
    if (news.kind === 'entry') typing.stop(news.entry.senderId, news.session, news.entry.thread)
    if (news.kind === 'session') {
      subscriptions.update(news.session)
      for (const { userId } of news.session.record().participants)
        announcer.presence(presence.of(userId), [news.session])
    }
  }
  const useCases = createSessionUseCases({
    store,
    directory,
    publish,
    clock,
    newEntryId,
    nextTurn,
    after: parts.after,
    log,
  })

  const answer = createAnswerRequest({
    useCases,
    directory,
    presence,
    typing,
    verifyToken,
    tokenRenewed: (connection) => gateway.watchToken(connection),
    clock,
    log,
  })
  const gateway = createGateway({
    server,
    connections,
    subscriptions,
    presence,
    typing,
    answer,
    verifyToken,
    sendFrame,
    clock,
    log,
  })

  return {
    useCases,
    attach: (httpServer) => {
      server.io.attach(httpServer)
      gateway.attached()
    },
    connectionCount: connections.count,
    close: async () => {
      gateway.announceStop()
      await useCases.drain()
      // Acknowledgements of the last commit are given in this turn; the sockets are closed in the next.
      await new Promise<void>((resolve) => nextTurn(resolve))
      await gateway.close()
    },
  }
}
