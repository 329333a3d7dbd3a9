import type { AttemptFailure } from '../../src/client/attempts.ts'
import { clientTimings } from '../../src/client/clientTimings.ts'
import { type KeptConnectionListener, keepConnected } from '../../src/client/keepConnected.ts'
import { openSocket } from '../../src/client/openSocket.ts'
import type { RelaySocket } from '../../src/client/relaySocket.ts'
import type { Failure } from '../../src/shared/model/failure.ts'
import { deviceIdSchema } from '../../src/shared/model/ids.ts'
import type { BackOff } from '../../src/shared/model/timing/backOff.ts'
import type { Clock } from '../../src/shared/model/timing/clock.ts'
import { createDeviceId, type Random } from '../random.ts'

export interface ParticipantConnectionParts {
  readonly relayUrl: string
  /** Returns a fresh token of the participant; asked for at every connect and when the relay announces that the token expires. */
  readonly getToken: () => Promise<string>
  readonly deviceName: string
  readonly clock: Clock
  readonly random: Random
}

export interface ParticipantConnectionListener extends Pick<KeptConnectionListener, 'received'> {
  readonly opened: () => void
  /** The relay refuses the protocol, or a token and the next one. */
  readonly refused: (failure: Failure) => void
}

/** Creates the connection of one simulated participant, which is kept until `close`. */
export function createParticipantConnection(
  parts: ParticipantConnectionParts,
  listener: ParticipantConnectionListener,
) {
  const { clock, random, getToken } = parts
  let socket: RelaySocket | undefined
  let opened = Promise.withResolvers<void>()
  let isClosed = false
  const kept = keepConnected(
    {
      relayUrl: parts.relayUrl,
      device: { id: deviceIdSchema.parse(createDeviceId(random)), name: parts.deviceName },
      openSocket,
      tokens: { current: getToken, renew: getToken },
      ...{ clock, jitter: { fraction: random }, timings: clientTimings },
    },
    {
      failed,
      opened: (opening) => {
        socket = opening
        opened.resolve()
        listener.opened()
      },
      lost: () => {
        socket = undefined
        opened = Promise.withResolvers()
      },
      received: listener.received,
      // Catching up fetches what was in a frame that is not valid, and the relay ends a connection whose token runs out.
      invalid: () => undefined,
      notRenewed: () => undefined,
    },
  )

  function failed({ at, failure }: AttemptFailure): BackOff {
    if (at === 'relay') listener.refused(failure)
    return clientTimings.reconnect
  }

  function close(): void {
    isClosed = true
    kept.stop()
    socket = undefined
    opened.resolve()
  }

  return {
    start: kept.start,
    /** Returns the socket, while there is one that is open. */
    socket: () => socket,
    /** Resolves with a socket when there is one; with undefined when it is closed, or the socket is gone by then. */
    untilOpen: async (): Promise<RelaySocket | undefined> => {
      if (!socket && !isClosed) await opened.promise
      return socket
    },
    proved: kept.proved,
    renewToken: kept.renew,
    close,
  }
}
