import type { RelaySocket, SendRequest } from '../../../client/relaySocket.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import type { CurrentTransport } from './currentTransport.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { LinkState } from './linkState.ts'
import type { RestTransport, Transport } from './transport.ts'

export interface TransportSwitchParts {
  readonly transport: Pick<CurrentTransport, 'current' | 'set'>
  readonly restTransport: Pick<RestTransport, 'request'>
  readonly clock: Clock
  readonly timings: Pick<CoreTimings, 'beatEveryMs'>
  readonly run: Background['run']
  readonly link: Pick<LinkState, 'silence' | 'acknowledged'>
  readonly isStopped: () => boolean
}

export type TransportSwitch = ReturnType<typeof createTransportSwitch>

/**
 * Creates the switch between transports: a socket, which it watches for silence, REST, or none. Each answer of the relay is noted
 * with the state of the link.
 */
export function createTransportSwitch(parts: TransportSwitchParts) {
  const { transport, link, timings } = parts
  const heartbeat = createHeartbeat({
    ...{ clock: parts.clock, beatEveryMs: timings.beatEveryMs, silenceChanged: link.silence },
    // It costs the relay nothing, and is answered by every version of it.
    beat: () => parts.run(async () => transport.current()?.request('sync:pull', { scope: 'cursors', cursors: [] })),
  })

  /** Returns how to make requests; `replied` is called with each reply of the relay. */
  function noteReplies(send: SendRequest, replied: () => void): SendRequest {
    return async (event, payload) => {
      const reply = await send(event, payload)
      if (reply.outcome !== 'unknown') replied()
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
        request: noteReplies(socket.request, () => {
          if (transport.current() === own) heartbeat.noteSign()
        }),
      }
      set(own)
    },
    rest: { via: 'rest', request: noteReplies(parts.restTransport.request, () => undefined) } satisfies Transport,
    /** Something has come over the socket in use. */
    noteSign: heartbeat.noteSign,
  }
}
