import type { RelaySocket, SendRequest } from '../../../client/relaySocket.ts'
import { noteTimes, type ServerTime } from '../../../client/serverTime.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { CurrentTransport } from './currentTransport.ts'
import type { Freshness } from './freshness.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { LinkState } from './linkState.ts'
import type { RestTransport, Transport } from './transport.ts'

export interface TransportSwitchParts {
  readonly transport: Pick<CurrentTransport, 'current' | 'set'>
  readonly restTransport: Pick<RestTransport, 'request'>
  readonly clock: Clock
  readonly serverTime: Pick<ServerTime, 'observe'>
  readonly timings: Pick<CoreTimings, 'beatEveryMs'>
  readonly run: Background['run']
  readonly link: Pick<LinkState, 'silence' | 'acknowledged'>
  readonly freshness: Freshness
  readonly isStopped: () => boolean
}

export type TransportSwitch = ReturnType<typeof createTransportSwitch>

/**
 * Creates the switch between transports: a socket, which it watches for silence, REST, or none. Each answer of the relay is noted
 * with the state of the link.
 */
export function createTransportSwitch(parts: TransportSwitchParts) {
  const { transport, link, timings, freshness } = parts
  const heartbeat = createHeartbeat({
    ...{ clock: parts.clock, beatEveryMs: timings.beatEveryMs, silenceChanged: link.silence },
    // It costs the relay nothing, and is answered by every version of it.
    beat: () => parts.run(async () => transport.current()?.request('sync:pull', { scope: 'cursors', cursors: [] })),
  })

  /** Returns how to make requests; `replied` is called at each reply of the relay with when it was asked for. */
  function noteReplies(send: SendRequest, replied: (askedAtMs: number) => void): SendRequest {
    const sendTimed = noteTimes(send, parts)
    return async (event, payload) => {
      const askedAtMs = parts.clock.steady()
      const reply = await sendTimed(event, payload)
      if (reply.outcome !== 'unknown') replied(askedAtMs)
      if (reply.outcome === 'answered' && !parts.isStopped()) link.acknowledged()
      return reply
    }
  }

  function set(next: Transport | null): void {
    if (next?.via === 'socket') heartbeat.start()
    else heartbeat.stop()
    transport.set(next)
  }

  return {
    current: transport.current,
    set,
    setSocket: (socket: RelaySocket): void => {
      const own: Transport = {
        via: 'socket',
        request: noteReplies(socket.request, (askedAtMs) => {
          if (transport.current() !== own) return
          heartbeat.noteSign()
          freshness.noteAnswer(askedAtMs)
        }),
      }
      freshness.start()
      set(own)
    },
    rest: { via: 'rest', request: noteReplies(parts.restTransport.request, () => undefined) } satisfies Transport,
    /** Something has come over the socket in use. */
    noteSign: (): void => {
      heartbeat.noteSign()
      freshness.noteSign()
    },
  }
}
