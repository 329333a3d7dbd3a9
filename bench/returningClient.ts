import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createCatchUp } from '../simulation/catchUp.ts'
import { createThreadLogs, type ThreadLogs } from '../simulation/threadLogs.ts'
import { createPendingRequests } from '../src/client/pendingRequests.ts'
import { createSendReceipts } from '../src/client/sendReceipts.ts'
import { coreTimings } from '../src/main/core/runtime/coreTimings.ts'
import { systemRandom } from '../src/main/core/runtime/random.ts'
import { backOffMs } from '../src/shared/model/backOff.ts'
import { systemClock } from '../src/shared/model/clock.ts'
import { down } from '../src/shared/protocol/down.ts'
import { nativeNamespace } from '../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../src/shared/protocol/version.ts'
import { openWireClient, RefusedError, type WireClient } from './wireClient.ts'

/** One who is connected, loses the line, and comes back. */
export interface ReturningClient {
  /** Connects; resolves when everything that there is for this client is held. */
  readonly connect: (url: string) => Promise<void>
  /** Nothing arrives any more, and nobody has noticed yet. */
  readonly loseLine: () => void
  /** Notices that the line is lost. */
  readonly hangUp: () => void
}

/** A participant on the native protocol who holds what they got, fetches what they lack, and tells what they hold. */
export function createReturningParticipant(token: string): ReturningClient & { readonly logs: ThreadLogs } {
  const auth = { token, protocol: protocolVersion, device: { id: randomUUID(), name: 'bench' } }
  const logs = createThreadLogs()
  let wire: WireClient | undefined
  let requests: ReturnType<typeof createPendingRequests> | undefined
  let caughtUp = Promise.withResolvers<void>()
  const receipts = createSendReceipts({
    ...{ clock: systemClock, jitter: systemRandom, gatherMs: 50 },
    request: () => requests?.request,
  })
  const catchUp = createCatchUp({
    logs,
    clock: systemClock,
    socket: () => requests,
    entryAdded: ({ sessionId, thread, seq }) => receipts.raise(sessionId, thread, { deliveredUpTo: seq }),
    sessionsListed: () => undefined,
    caughtUp: () => caughtUp.resolve(),
  })

  return {
    logs,
    connect: async (url) => {
      const attempt = Promise.withResolvers<void>()
      // When there is no connection at all, that is what is thrown.
      attempt.promise.catch(() => undefined)
      caughtUp = attempt
      wire = await openWireClient(
        { url, namespace: nativeNamespace, auth, timeoutMs: coreTimings.connectTimeoutMs },
        {
          received: (event, payload) => {
            if (event === 'log:entries') catchUp.take(down['log:entries'].parse(payload).items)
          },
          ended: () => {
            requests?.giveUp()
            requests = undefined
            attempt.reject(new Error('the connection has ended'))
          },
        },
      )
      requests = requestsOver(wire)
      catchUp.pullAll()
      receipts.resume()
      await attempt.promise
    },
    loseLine: () => wire?.pause(),
    hangUp: () => wire?.end(),
  }
}

function requestsOver(wire: WireClient) {
  return createPendingRequests({
    emit: (event, payload, acknowledged) => {
      // Those that a connection does not outlive are given up with it.
      wire.request(event, payload).then(acknowledged, () => undefined)
    },
    clock: systemClock,
    timeoutMs: coreTimings.requestTimeoutMs,
    invalid: (event) => {
      throw new Error(`the relay gave an answer to ${event} that is not valid`)
    },
  })
}

/** A client of bare Socket.IO, for whom nothing is kept. */
export function createReturningSocket(): ReturningClient {
  let wire: WireClient | undefined
  return {
    connect: async (url) => {
      wire = await openWireClient({ url, namespace: '/', auth: {}, timeoutMs: coreTimings.connectTimeoutMs })
    },
    loseLine: () => wire?.pause(),
    hangUp: () => wire?.end(),
  }
}

/** So often a console has tried in vain by the time that a server which was killed is there again: it has waited some seconds. */
const failuresWhileDown = 3

export interface Return {
  /** Attempts in vain. */
  readonly failures: number
  /** Those among them that the server refused: it had too many at once. */
  readonly refusals: number
}

/** Tries to connect until it is done, with a console's back-off, for whom the server was away. */
export async function comeBack(client: ReturningClient, url: string): Promise<Return> {
  let refusals = 0
  for (let failures = 0; ; failures += 1) {
    await pause(backOffMs(failuresWhileDown + failures, coreTimings.reconnect, systemRandom))
    try {
      await client.connect(url)
      return { failures, refusals }
    } catch (error) {
      if (error instanceof RefusedError) refusals += 1
      client.hangUp()
    }
  }
}
