import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError, type FailureKind, retryPolicyOf } from '../../src/shared/model/failure.ts'
import type { DeviceId } from '../../src/shared/model/ids.ts'
import { handshakeRefusals } from '../../src/shared/protocol/handshake.ts'
import type { PageToken } from './pageToken.ts'
import { openRelaySocket, type Received, type RelaySocket } from './relaySocket.ts'

export type LinkState = 'connecting' | 'connected' | 'lost'

export interface ConnectionListener {
  readonly changed: (state: LinkState) => void
  /** Connected: what was missed is to be asked for. */
  readonly opened: (socket: RelaySocket) => void
  readonly received: (what: Received) => void
  /** The relay will have nothing more to do with this page, for this reason; it is not asked again. */
  readonly refused: (kind: FailureKind) => void
}

export interface Connection {
  readonly start: () => void
  /** The socket, while there is one that is open. */
  readonly socket: () => RelaySocket | undefined
  /** Tries at once: the browser says that there is a network again, or the person looks at the page. */
  readonly hurry: () => void
  /** Ends for good. */
  readonly stop: () => void
}

const firstWaitMs = 500
const longestWaitMs = 15_000

/** Keeps the page connected: again and again with growing waits, with a token that is good, until it is refused or stopped. */
export function createConnection(
  parts: {
    readonly base: URL
    readonly token: PageToken
    readonly deviceId: DeviceId
    readonly clock: Clock
    /** From 0 to 1, to spread the tries of many pages. */
    readonly fraction: () => number
  },
  listener: ConnectionListener,
): Connection {
  const { token, clock } = parts
  let socket: RelaySocket | undefined
  let open: RelaySocket | undefined
  let isStopped = false
  let isTrying = false
  let mustRenew = false
  let pollsFirst = false
  let attempts = 0
  let cancelWait: () => void = () => undefined

  function stop(): void {
    isStopped = true
    cancelWait()
    socket?.close()
  }

  function tryAgainLater(): void {
    if (isStopped) return
    const waitMs = Math.min(firstWaitMs * 2 ** attempts, longestWaitMs) * (0.5 + parts.fraction() / 2)
    attempts += 1
    cancelWait = clock.after(waitMs, () => void connect())
  }

  async function connect(): Promise<void> {
    if (isStopped || isTrying || socket) return
    isTrying = true
    cancelWait()
    try {
      const good = mustRenew ? await token.renew() : await token.get()
      mustRenew = false
      if (!isStopped) socket = openRelaySocket({ ...parts, token: good, pollsFirst }, { opened, received, closed })
    } catch (error) {
      giveUpOrWait(error)
    } finally {
      isTrying = false
    }
  }

  function giveUpOrWait(error: unknown): void {
    const kind = error instanceof FailureError ? error.failure.kind : 'internal'
    if (retryPolicyOf[kind] === 'later') {
      listener.changed('lost')
      tryAgainLater()
      return
    }
    stop()
    listener.refused(kind)
  }

  function opened(opening: RelaySocket): void {
    attempts = 0
    open = opening
    listener.changed('connected')
    listener.opened(opening)
  }

  function closed(reason: string): void {
    // Some networks let a WebSocket begin and then let nothing through it.
    if (!open) pollsFirst = !pollsFirst
    socket = undefined
    open = undefined
    // The relay does not say more of a token that it no longer takes; asking for the next one does.
    mustRenew = reason === handshakeRefusals.invalidToken || reason === handshakeRefusals.tokenExpired
    if (reason === handshakeRefusals.protocol) {
      stop()
      listener.refused('protocol')
      return
    }
    if (isStopped) return
    listener.changed('lost')
    if (mustRenew && attempts === 0) {
      attempts = 1
      void connect()
    } else tryAgainLater()
  }

  function received(what: Received): void {
    if (what.event === 'auth:expiring') renewOpen()
    else listener.received(what)
  }

  /** Without a new token the relay ends the connection, and the next one begins with one. */
  function renewOpen(): void {
    const expiring = open
    token.renew().then(
      (next) => expiring?.request('auth:refresh', { token: next }).then(undefined, () => expiring.close()),
      (error: unknown) => {
        const kind = error instanceof FailureError ? error.failure.kind : 'internal'
        if (retryPolicyOf[kind] !== 'later') giveUpOrWait(error)
      },
    )
  }

  return {
    start: () => {
      listener.changed('connecting')
      void connect()
    },
    socket: () => open,
    hurry: () => {
      if (socket || isStopped) return
      attempts = 0
      cancelWait()
      void connect()
    },
    stop,
  }
}
