import type { AttemptFailure } from '../../client/attempts.ts'
import { clientTimings } from '../../client/clientTimings.ts'
import { type KeptEvent, keepConnected } from '../../client/keepConnected.ts'
import { openSocket } from '../../client/openSocket.ts'
import type { RelaySocket } from '../../client/relaySocket.ts'
import { noteTimes } from '../../client/serverTime.ts'
import { type Failure, type FailureKind, retryPolicyOf } from '../../shared/model/failure.ts'
import type { DeviceId } from '../../shared/model/ids.ts'
import type { BackOff, Jitter } from '../../shared/model/timing/backOff.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import type { PageTime } from './pageTime.ts'
import type { PageToken } from './pageToken.ts'

export type PageLinkState = 'connecting' | 'connected' | 'lost'

export interface PageConnectionListener {
  readonly changed: (state: PageLinkState) => void
  /** Connected: asks for what was missed. A connection over which that cannot be had is given up for another. */
  readonly opened: (socket: RelaySocket) => Promise<void>
  readonly received: (event: KeptEvent) => void
  /** The session has ended. It may be opened again, which is asked about once in a while. */
  readonly ended: () => void
  /** The relay will have nothing more to do with this page, for this reason; it is not asked again. */
  readonly refused: (kind: FailureKind) => void
}

export interface PageConnection {
  readonly start: () => void
  /** Returns the socket, while there is one that is open. */
  readonly socket: () => RelaySocket | undefined
  /** Tries at once: the browser says that there is a network again, or the person looks at the page. */
  readonly flushNow: () => void
  /** Ends for good. */
  readonly stop: () => void
}

/** Somebody looks at the page, and waits for it. */
const reconnect: BackOff = { firstMs: 500, longestMs: 15_000 }
/** The same while the session has ended. */
const reopen: BackOff = { firstMs: 1_500, longestMs: 60_000 }

/** Keeps the page connected, with a token of its invitation, until it is refused or stopped. */
export function createPageConnection(
  parts: Jitter & {
    readonly base: URL
    readonly token: PageToken
    readonly hasUnsent: () => boolean
    readonly deviceId: DeviceId
    readonly clock: Clock
    /** Takes the relay's clock from every answer. */
    readonly time: Pick<PageTime, 'observe' | 'steady'>
  },
  listener: PageConnectionListener,
): PageConnection {
  let open: RelaySocket | undefined
  const kept = keepConnected(
    {
      relayUrl: parts.base.href,
      device: { id: parts.deviceId, name: 'Patient page' },
      openSocket,
      tokens: {
        current: () => parts.token.get(parts.hasUnsent()),
        renew: () => parts.token.renew(parts.hasUnsent()),
      },
      clock: parts.clock,
      jitter: parts,
      timings: { ...clientTimings, reconnect },
    },
    {
      ...{ opened, failed, notRenewed },
      received: listener.received,
      lost: () => {
        open = undefined
        listener.changed('lost')
      },
      invalid: () => undefined,
    },
  )

  function opened(socket: RelaySocket): void {
    const timed = { ...socket, request: noteTimes(socket.request, { serverTime: parts.time, clock: parts.time }) }
    open = timed
    listener.changed('connected')
    listener.opened(timed).then(kept.proved, socket.close)
  }

  function failed({ at, failure: { kind } }: AttemptFailure): BackOff {
    if (at === 'token' && kind === 'sessionClosed') {
      listener.ended()
      return reopen
    }
    const isForGood = at === 'token' ? retryPolicyOf[kind] !== 'later' : kind === 'protocol'
    if (isForGood) refuse(kind)
    else listener.changed('lost')
    return reconnect
  }

  function notRenewed({ kind }: Failure): void {
    if (kind === 'sessionClosed') listener.ended()
    else if (retryPolicyOf[kind] !== 'later') refuse(kind)
  }

  function refuse(kind: FailureKind): void {
    stop()
    listener.refused(kind)
  }

  function stop(): void {
    open = undefined
    kept.stop()
  }

  return {
    start: () => {
      listener.changed('connecting')
      kept.start()
    },
    socket: () => open,
    flushNow: kept.retryNow,
    stop,
  }
}
