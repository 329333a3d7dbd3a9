import { v4 } from 'uuid'
import { onTestFinished } from 'vitest'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { createClientListener } from './clientListener.ts'
import type { StartedRelay } from './start/startedRelay.ts'

/** Opens the client's own socket to a relay as a clinician; resolves once it is open, and closes it with the test. */
export async function openClientSocket(relay: Pick<StartedRelay, 'url' | 'tokenFor'>) {
  const listening = createClientListener()
  const socket = openSocket(
    {
      relayUrl: relay.url,
      handshake: {
        token: await relay.tokenFor('clinician', 'clinician'),
        protocol: protocolVersion,
        device: { id: deviceIdSchema.parse(v4()), name: 'test' },
      },
      pollsFirst: false,
      clock: systemClock,
      timings: clientTimings,
    },
    listening.listener,
  )
  onTestFinished(socket.close)
  await listening.untilOpen()
  return socket
}
