import { type Failure, retryPolicyOf } from '../shared/model/failure.ts'
import type { BackOff, Jitter } from '../shared/model/timing/backOff.ts'
import type { DownEvent } from '../shared/protocol/down.ts'
import { type AttemptFailure, type AttemptParts, askToken, createAttempts, noAnswer } from './attempts.ts'
import { createReconnectWaits } from './reconnectWaits.ts'
import type { ReceivedEvent, RelaySocket, SendRequest, SocketListener } from './relaySocket.ts'

/** Events that the connection handles by itself. */
type OwnEvent = Extract<DownEvent, 'auth:expiring' | 'server:shutdown'>
/** Event that is left to the listener of a kept connection. */
export type KeptEvent = Exclude<ReceivedEvent, { readonly name: OwnEvent }>

export interface KeptConnectionParts extends AttemptParts {
  readonly jitter: Jitter
}

export interface KeptConnectionListener extends Pick<SocketListener, 'invalid'> {
  /** Everything that was missed is to be asked for. `close` gives up this socket: the next one follows. */
  readonly opened: (socket: RelaySocket) => void
  readonly received: (event: KeptEvent) => void
  /** The socket that was open is gone; the next attempt follows almost at once. */
  readonly lost: (failure: Failure) => void
  /** An attempt came to nothing, so many in a row. Returns the waits until the next one, which `stop` prevents. */
  readonly failed: (why: AttemptFailure, failures: number) => BackOff
  /** There is no new token in place of the one that runs out: the relay will end the connection. */
  readonly notRenewed: (failure: Failure) => void
}

export interface KeptConnection {
  readonly start: () => void
  /** Ends the connection, until it is started again. */
  readonly stop: () => void
  /** Tries at once: there may be a network again. A connection that is open stays. */
  readonly retryNow: () => void
  /** The connection has proved of use: waits begin anew with the shortest. Until then one that only opens counts as a failure. */
  readonly proved: () => void
  /** Replaces the token of the connection, if there is one. */
  readonly renew: () => void
}

const connectionLost: Failure = { kind: 'offline', message: 'The connection was lost.' }

/**
 * Keeps a socket to the relay: waits that grow, with jitter, between attempts; a new token where the relay asks for one; as long
 * away as a relay that stops asks for; and another socket in place of one that leaves a request unanswered.
 */
export function keepConnected(parts: KeptConnectionParts, listener: KeptConnectionListener): KeptConnection {
  const { clock, jitter, timings } = parts
  const attempts = createAttempts(parts, {
    opened,
    received,
    failed,
    lost: () => lost(connectionLost),
    invalid: listener.invalid,
  })
  const waits = createReconnectWaits({ clock, jitter, backOff: timings.reconnect, over: attempts.begin })
  let isStopped = true
  let open: RelaySocket | undefined

  function opened(socket: RelaySocket): void {
    open = socket
    listener.opened(watched(socket))
  }

  function watched(socket: RelaySocket): RelaySocket {
    return watchRequests(socket, (failure) => {
      if (open === socket) lost(failure)
    })
  }

  function lost(failure: Failure, notBeforeMs = 0): void {
    open = undefined
    attempts.cancel()
    waits.afterLoss(notBeforeMs)
    listener.lost(failure)
  }

  function failed(why: AttemptFailure): void {
    const backOff = listener.failed(why, waits.countFailure())
    if (!isStopped) waits.afterFailure(backOff)
  }

  function received(event: ReceivedEvent): void {
    if (event.name === 'auth:expiring') void renew()
    else if (event.name === 'server:shutdown') {
      lost({ kind: 'unavailable', message: 'The relay is restarting.' }, event.payload.reconnectAfterMs)
    } else listener.received(event)
  }

  async function renew(): Promise<void> {
    const socket = open
    if (!socket) return
    const asked = await askToken(parts.tokens.renew)
    if (open !== socket) return
    if ('failure' in asked) return listener.notRenewed(asked.failure)
    const reply = await watched(socket).request('auth:refresh', { token: asked.token })
    if (open !== socket || reply.outcome !== 'refused' || retryPolicyOf[reply.failure.kind] === 'later') return
    attempts.refuseToken()
    lost(reply.failure)
  }

  return {
    start: () => {
      if (!isStopped) return
      isStopped = false
      waits.reset()
      waits.endNow()
    },
    stop: () => {
      isStopped = true
      open = undefined
      waits.cancel()
      attempts.cancel()
    },
    retryNow: () => {
      if (isStopped || open) return
      waits.reset()
      // An attempt under way goes on.
      if (waits.isWaiting()) waits.endNow()
    },
    proved: waits.reset,
    renew: () => void renew(),
  }
}

/** Returns the socket, given up as soon as it leaves a request unanswered, although it seems to be open. */
function watchRequests(socket: RelaySocket, giveUp: (failure: Failure) => void): RelaySocket {
  const request: SendRequest = async (event, payload) => {
    const reply = await socket.request(event, payload)
    if (reply.outcome === 'unknown' && reply.failure.kind === 'timeout') giveUp(noAnswer)
    return reply
  }
  return { request, close: () => giveUp(connectionLost) }
}
