import type { RelaySocket, SendRequest } from '../../../client/relaySocket.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Background } from '../runtime/background.ts'
import type { CoreTimings } from '../runtime/coreTimings.ts'
import { createHeartbeat } from './heartbeat.ts'
import type { LinkState } from './linkState.ts'
import type { RelayLine, RestLine } from './relayLine.ts'
import type { Transport } from './transport.ts'

export interface LineInUseParts {
  readonly transport: Pick<Transport, 'current' | 'set'>
  readonly restLine: Pick<RestLine, 'request'>
  readonly clock: Clock
  readonly timings: Pick<CoreTimings, 'beatEveryMs'>
  readonly run: Background['run']
  readonly link: Pick<LinkState, 'silence' | 'acknowledged'>
  readonly isStopped: () => boolean
}

export type LineInUse = ReturnType<typeof createLineInUse>

/**
 * Creates the owner of the line in use: a socket, which it watches for silence, REST, or none. What the relay answers over either
 * is noted with the state of the link.
 */
export function createLineInUse(parts: LineInUseParts) {
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

  function set(next: RelayLine | null): void {
    if (next?.via === 'socket') heartbeat.start()
    else heartbeat.stop()
    transport.set(next)
  }

  return {
    current: transport.current,
    set,
    setSocket: (socket: RelaySocket): void => {
      const own: RelayLine = {
        via: 'socket',
        request: noteReplies(socket.request, () => {
          if (transport.current() === own) heartbeat.noteSign()
        }),
      }
      set(own)
    },
    rest: { via: 'rest', request: noteReplies(parts.restLine.request, () => undefined) } satisfies RelayLine,
    /** Something has come over the socket in use. */
    noteSign: heartbeat.noteSign,
  }
}
