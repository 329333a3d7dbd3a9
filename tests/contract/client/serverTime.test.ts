import { v4 } from 'uuid'
import { expect, onTestFinished, test } from 'vitest'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import { requireAnswer } from '../../../src/client/reply.ts'
import { createServerTime } from '../../../src/client/serverTime.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { type Clock, systemClock } from '../../../src/shared/model/timing/clock.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { createClientListener } from '../../support/relay/clientListener.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

const hourMs = 3_600_000

/** A relay whose clock can be set, and the time that a client has of it. */
async function openScene() {
  let relayAheadMs = 0
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + relayAheadMs }
  const relay = await startRelay({ clock })
  onTestFinished(relay.stop)
  const listening = createClientListener()
  const socket = openSocket(
    {
      relayUrl: relay.url,
      handshake: {
        token: await relay.tokenFor('clinician', 'clinician', 'Clinician', 10 * hourMs),
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
  const changes: { readonly aheadMs: number; readonly setBackMs: number }[] = []
  const serverTime = createServerTime({
    clock: systemClock,
    changed: (aheadMs, setBackMs) => changes.push({ aheadMs, setBackMs }),
  })
  async function ask(): Promise<void> {
    const askedAtMs = systemClock.now()
    const { now } = requireAnswer(await socket.request('sync:pull', { scope: 'cursors', cursors: [] }))
    if (now === undefined) throw new Error('the relay does not send its time')
    serverTime.observe(now, askedAtMs)
  }
  return {
    ...{ changes, ask, latest: serverTime.latest },
    relayNow: clock.now,
    setRelayAhead: (aheadMs: number) => {
      relayAheadMs = aheadMs
    },
  }
}

test.each([-hourMs, 0, hourMs])(
  'the clock of a relay that is %d ms ahead is known from one answer',
  async (aheadMs) => {
    const { changes, ask, latest, relayNow, setRelayAhead } = await openScene()
    expect(latest()).toBe(Number.POSITIVE_INFINITY)
    setRelayAhead(aheadMs)
    await ask()
    expect(changes).toHaveLength(1)
    expect(Math.abs((changes[0]?.aheadMs ?? Number.NaN) - aheadMs)).toBeLessThan(1_000)
    expect(latest()).toBeGreaterThanOrEqual(relayNow() - 1)
    expect(latest()).toBeLessThan(relayNow() + 2_000)
  },
)

test('a relay whose clock is put right is known anew, with how far it was set back', async () => {
  const { changes, ask, setRelayAhead } = await openScene()
  setRelayAhead(hourMs)
  await ask()
  await ask()
  setRelayAhead(0)
  await ask()
  expect(changes).toHaveLength(2)
  expect(Math.abs((changes[1]?.setBackMs ?? Number.NaN) - hourMs)).toBeLessThan(2_000)
})
