import type { Clock } from '../../shared/model/clock.ts'
import { type Failure, FailureError } from '../../shared/model/failure.ts'
import type { DeviceId } from '../../shared/model/ids.ts'
import { handshakeRefusals } from '../../shared/protocol/handshake.ts'
import { protocolVersion } from '../../shared/protocol/version.ts'
import { backOffMs } from './backOff.ts'
import type { CoreTimings } from './coreTimings.ts'
import type { LinkState } from './linkState.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'
import type { ConnectSocket, ReceivedEvent, RelayLine, RelaySocket } from './relaySocket.ts'
import type { TokenKeeper } from './tokens.ts'

export interface ConnectionParts {
  readonly relayUrl: string
  readonly device: { readonly id: DeviceId; readonly name: string }
  readonly connectSocket: ConnectSocket
  readonly restLine: RelayLine
  readonly tokens: Pick<TokenKeeper, 'current' | 'renew' | 'discard'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly timings: CoreTimings
  readonly link: LinkState
  /** Requests go over this line from now on; null: there is none. */
  readonly changeLine: (line: RelayLine | null) => void
  /** Fetches everything that this console lacks. Answers why it did not get through, or null. */
  readonly catchUp: (line: RelayLine) => Promise<Failure | null>
  /** Stores what the relay sent. Answers false when it could not be stored. */
  readonly receive: (event: ReceivedEvent) => boolean
}

const cannotReach: Failure = { kind: 'offline', message: 'The relay cannot be reached.' }

/**
 * Keeps a socket to the relay: back-off with jitter between attempts, a new token where that is what the relay asks for,
 * catching up on each. Without a socket it fetches and sends over REST; with one, REST is a check now and then.
 */
export function createConnection(parts: ConnectionParts) {
  const { clock, timings, link } = parts
  let isStopped = true
  let socket: RelaySocket | null = null
  /** The line in use; the socket once it is open, or REST. */
  let line: RelayLine | null = null
  let failures = 0
  let tokenRefusals = 0
  let cancelAttempt: (() => void) | null = null
  let cancelRound: (() => void) | null = null
  let isInRound = false

  function setLine(next: RelayLine | null): void {
    line = next
    parts.changeLine(next)
  }

  /** Notes every answer, and gives a socket up that does not answer although it seems open. */
  function watched(own: RelaySocket): RelayLine {
    return {
      via: 'socket',
      request: async (event, payload) => {
        const reply = await own.request(event, payload)
        note(reply)
        if (reply.outcome === 'unknown' && reply.failure.kind === 'timeout' && socket === own) {
          own.close()
          lost({ kind: 'timeout', message: 'The relay did not answer in time.' }, 0)
        }
        return reply
      },
    }
  }

  const rest: RelayLine = {
    via: 'rest',
    request: async (event, payload) => {
      const reply = await parts.restLine.request(event, payload)
      note(reply)
      return reply
    },
  }

  function note({ outcome }: { readonly outcome: 'answered' | 'refused' | 'unknown' }): void {
    if (outcome === 'answered' && !isStopped) link.acknowledged()
  }

  async function attempt(): Promise<void> {
    cancelAttempt?.()
    cancelAttempt = null
    let token: string
    try {
      token = await parts.tokens.current()
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      return failed(error.failure)
    }
    if (isStopped || socket) return
    const own = parts.connectSocket(
      {
        relayUrl: parts.relayUrl,
        handshake: { token, protocol: protocolVersion, device: parts.device },
        requestTimeoutMs: timings.requestTimeoutMs,
      },
      {
        opened: () => {
          if (socket === own) opened(own)
        },
        refused: (message) => {
          if (socket === own) refused(message)
        },
        closed: (reason) => {
          if (socket !== own) return
          parts.log.info({ reason }, 'the connection was lost')
          lost({ kind: 'offline', message: 'The connection was lost.' }, 0)
        },
        received: (event) => {
          if (socket === own) received(event)
        },
      },
    )
    socket = own
    cancelAttempt = clock.after(timings.connectTimeoutMs, () => {
      own.close()
      failed({ kind: 'timeout', message: 'The relay did not answer in time.' })
    })
  }

  function opened(own: RelaySocket): void {
    cancelAttempt?.()
    cancelAttempt = null
    tokenRefusals = 0
    parts.log.info({}, 'connected')
    link.enter('catchingUp', null)
    link.acknowledged()
    const over = watched(own)
    setLine(over)
    planRound(timings.checkEveryMs)
    void catchUpOver(over)
  }

  async function catchUpOver(over: RelayLine): Promise<void> {
    const failure = await parts.catchUp(over)
    if (line !== over || isStopped) return
    if (failure === null) {
      failures = 0
      link.enter('live', null)
      return
    }
    failures += 1
    link.enter('catchingUp', failure)
    catchUpLater(over)
  }

  function catchUpLater(over: RelayLine): void {
    cancelAttempt = clock.after(waitMs(), () => {
      cancelAttempt = null
      if (line === over) void catchUpOver(over)
    })
  }

  function refused(message: string): void {
    const isTokenRefusal =
      message === handshakeRefusals.tokenExpired ||
      message === handshakeRefusals.invalidToken ||
      message === handshakeRefusals.noToken
    if (isTokenRefusal) {
      parts.tokens.discard()
      tokenRefusals += 1
    }
    if (isTokenRefusal && tokenRefusals === 1) {
      endSocket()
      void attempt()
    } else if (isTokenRefusal) failed({ kind: 'unauthenticated', message: 'The relay does not take the token.' })
    else if (message === handshakeRefusals.protocol) {
      failed({ kind: 'protocol', message: 'This console is too old or too new for the relay. Update it.' })
    } else failed(cannotReach)
  }

  function received(event: ReceivedEvent): void {
    if (event.name === 'auth:expiring') void renewOnLine()
    else if (event.name === 'server:shutdown') {
      socket?.close()
      lost({ kind: 'unavailable', message: 'The relay is restarting.' }, event.payload.reconnectAfterMs)
    } else if (!parts.receive(event) && line && !cancelAttempt) {
      // What could not be stored is fetched again, when there may be room for it.
      failures += 1
      catchUpLater(line)
    }
  }

  async function renewOnLine(): Promise<void> {
    const over = line
    if (over?.via !== 'socket') return
    try {
      await over.request('auth:refresh', { token: await parts.tokens.renew() })
    } catch (error) {
      // The relay will end the connection, and the next attempt asks again.
      if (!(error instanceof FailureError)) throw error
      parts.log.info({ kind: error.failure.kind }, 'the token could not be renewed')
    }
  }

  /** The socket that was open is gone. The first attempt follows almost at once. */
  function lost(failure: Failure, notBeforeMs: number): void {
    if (line?.via !== 'socket') {
      failed(failure)
      return
    }
    endSocket()
    setLine(null)
    link.enter('connecting', failure)
    const soonMs = failures > 0 ? waitMs() : parts.random.fraction() * timings.reconnect.firstMs
    cancelAttempt = clock.after(notBeforeMs + soonMs, () => void attempt())
    planRound(timings.pollEveryMs)
  }

  /** An attempt came to nothing. */
  function failed(failure: Failure): void {
    endSocket()
    if (isStopped) return
    failures += 1
    if (line?.via !== 'rest') link.enter('offline', failure)
    parts.log.debug({ kind: failure.kind, failures }, 'no connection')
    cancelAttempt = clock.after(waitMs(), () => void attempt())
    if (failure.kind === 'protocol' || line) return
    if (failures === 1) void round()
    else if (!cancelRound) planRound(timings.pollEveryMs)
  }

  function endSocket(): void {
    const own = socket
    socket = null
    own?.close()
    cancelAttempt?.()
    cancelAttempt = null
  }

  function waitMs(): number {
    return backOffMs(failures, timings.reconnect, parts.random)
  }

  function planRound(afterMs: number): void {
    cancelRound?.()
    cancelRound = clock.after(afterMs, () => {
      cancelRound = null
      void round()
    })
  }

  /** Fetches everything over REST: in place of the socket, or as a check beside it. */
  async function round(): Promise<void> {
    if (isInRound) return
    isInRound = true
    const failure = await parts.catchUp(rest)
    isInRound = false
    if (isStopped) return
    if (line?.via === 'socket') {
      return planRound(timings.checkEveryMs)
    }
    if (failure) {
      if (line) setLine(null)
      link.enter('offline', link.current().failure ?? failure)
    } else {
      if (!line) setLine(rest)
      link.enter('polling', null)
    }
    planRound(timings.pollEveryMs)
  }

  return {
    start: (): void => {
      if (!isStopped) return
      isStopped = false
      failures = 0
      tokenRefusals = 0
      link.enter('connecting', null)
      void attempt()
    },
    /** Ends the connection. `failure` says why, where the person has to do something about it. */
    stop: (failure: Failure | null): void => {
      isStopped = true
      endSocket()
      cancelRound?.()
      cancelRound = null
      if (line) setLine(null)
      link.enter('offline', failure)
    },
    /** The relay refused a request for its token: renews it on the socket, or for the next request. */
    tokenRefused: (): void => {
      parts.tokens.discard()
      if (line?.via === 'socket') void renewOnLine()
    },
  }
}
