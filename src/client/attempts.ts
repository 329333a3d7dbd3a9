import { type Failure, FailureError } from '../shared/model/failure.ts'
import type { Clock } from '../shared/model/timing/clock.ts'
import { type Handshake, handshakeRefusals } from '../shared/protocol/handshake.ts'
import { protocolVersion } from '../shared/protocol/version.ts'
import type { ClientTimings } from './clientTimings.ts'
import type { OpenSocket } from './openSocket.ts'
import type { RelaySocket, SocketEnd, SocketListener } from './relaySocket.ts'

/** Source of tokens. Both reject with a `FailureError`; anything else counts as `internal`. */
export interface TokenSource {
  /** Returns a token that is good for a while yet. */
  readonly current: () => Promise<string>
  /** Returns a new one, whatever the last is still good for. */
  readonly renew: () => Promise<string>
}

export interface AttemptParts {
  readonly relayUrl: string
  readonly device: Handshake['device']
  readonly openSocket: OpenSocket
  readonly tokens: TokenSource
  readonly clock: Pick<Clock, 'after'>
  readonly timings: ClientTimings
}

/**
 * Reason why there is no connection. `token`: none could be had. `relay`: the relay refused the handshake, for its token (a new
 * one was tried) or its protocol. `network`: the relay could not be reached, or did not respond.
 */
export interface AttemptFailure {
  readonly at: 'token' | 'relay' | 'network'
  readonly failure: Failure
}

export interface AttemptListener extends Pick<SocketListener, 'received' | 'invalid'> {
  readonly opened: (socket: RelaySocket) => void
  readonly failed: (why: AttemptFailure) => void
  /** The socket that was open is gone. */
  readonly lost: () => void
}

const refusedTokens: ReadonlySet<string> = new Set([
  handshakeRefusals.tokenExpired,
  handshakeRefusals.invalidToken,
  handshakeRefusals.noToken,
])

/** Creates the attempts of one client, one at a time: a token, a socket, and a new token where the relay refuses the first. */
export function createAttempts(parts: AttemptParts, listener: AttemptListener) {
  let run = 0
  let socket: RelaySocket | undefined
  let isTokenRefused = false
  let hasRenewed = false
  let pollsFirst = false

  async function begin(): Promise<void> {
    cancel()
    const own = run
    const asked = await askToken(isTokenRefused ? parts.tokens.renew : parts.tokens.current)
    if (own !== run) return
    if ('failure' in asked) return listener.failed({ at: 'token', failure: asked.failure })
    hasRenewed = isTokenRefused
    isTokenRefused = false
    const { relayUrl, device, clock, timings } = parts
    const opening = parts.openSocket(
      { relayUrl, handshake: { token: asked.token, protocol: protocolVersion, device }, pollsFirst, clock, timings },
      {
        opened: () => {
          hasRenewed = false
          listener.opened(opening)
        },
        ended,
        received: listener.received,
        invalid: listener.invalid,
      },
    )
    socket = opening
  }

  function ended(end: SocketEnd): void {
    if (end.outcome === 'lost') listener.lost()
    else if (end.outcome === 'refused' && refusedTokens.has(end.message)) refused()
    else if (end.outcome === 'refused' && end.message === handshakeRefusals.protocol) {
      listener.failed({
        at: 'relay',
        failure: { kind: 'protocol', message: 'The relay does not speak this protocol.' },
      })
    } else {
      // Some networks let a WebSocket begin and then let nothing through it.
      pollsFirst = !pollsFirst
      listener.failed({ at: 'network', failure: end.outcome === 'unanswered' ? noAnswer : cannotReach })
    }
  }

  /** A token may have run out, or its key may have changed: a new one is tried at once, and only its refusal is a failure. */
  function refused(): void {
    isTokenRefused = true
    if (hasRenewed) {
      listener.failed({
        at: 'relay',
        failure: { kind: 'unauthenticated', message: 'The relay does not take the token.' },
      })
    } else void begin()
  }

  function cancel(): void {
    run += 1
    socket?.close()
    socket = undefined
  }

  return {
    /** Begins an attempt, in place of one under way and of the socket that there is. */
    begin: (): void => void begin(),
    /** Ends both. */
    cancel,
    /** The relay did not take the token of the moment: the next attempt begins with a new one. */
    refuseToken: (): void => {
      isTokenRefused = true
    },
  }
}

const cannotReach: Failure = { kind: 'offline', message: 'The relay cannot be reached.' }

export const noAnswer: Failure = { kind: 'timeout', message: 'The relay did not answer in time.' }

/** Returns the token, or why there is none. */
export async function askToken(
  ask: () => Promise<string>,
): Promise<{ readonly token: string } | { readonly failure: Failure }> {
  try {
    return { token: await ask() }
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure }
    return { failure: { kind: 'internal', message: 'There is no token.' } }
  }
}
