import { v4 } from 'uuid'
import { expect, onTestFinished, test } from 'vitest'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import { requireAnswer } from '../../../src/client/reply.ts'
import { createServerTime, noteTimes } from '../../../src/client/serverTime.ts'
import { deviceIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
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
  const setBack: number[] = []
  const serverTime = createServerTime({ clock: systemClock, changed: (setBackMs) => setBack.push(setBackMs) })
  const request = noteTimes(socket.request, { serverTime, clock: systemClock })
  return {
    ...{ setBack, request, serverTime },
    ask: async () => void requireAnswer(await request('sync:pull', { scope: 'cursors', cursors: [] })),
    relayNow: clock.now,
    setRelayAhead: (aheadMs: number) => {
      relayAheadMs = aheadMs
    },
  }
}

test.each([-hourMs, 0, hourMs])(
  'the clock of a relay that is %d ms ahead is known from one answer',
  async (aheadMs) => {
    const { setBack, ask, serverTime, relayNow, setRelayAhead } = await openScene()
    expect(serverTime.latest()).toBe(Number.POSITIVE_INFINITY)
    setRelayAhead(aheadMs)
    await ask()
    expect(setBack).toEqual([0])
    expect(Math.abs(serverTime.now() - relayNow())).toBeLessThan(1_000)
    expect(serverTime.latest()).toBeGreaterThanOrEqual(relayNow() - 1)
    expect(serverTime.latest()).toBeLessThan(relayNow() + 2_000)
  },
)

test('a relay whose clock is put right is known anew, with how far it was set back', async () => {
  const { setBack, ask, setRelayAhead } = await openScene()
  setRelayAhead(hourMs)
  await ask()
  await ask()
  setRelayAhead(0)
  await ask()
  expect(setBack).toHaveLength(2)
  expect(Math.abs((setBack[1] ?? Number.NaN) - hourMs)).toBeLessThan(2_000)
})

test('every acknowledgement tells the relay’s clock, whatever was asked for', async () => {
  const { request, serverTime, relayNow, setRelayAhead } = await openScene()
  setRelayAhead(-hourMs)
  requireAnswer(await request('presence:watch', { userIds: [userIdSchema.parse('clinician')] }))
  expect(Math.abs(serverTime.now() - relayNow())).toBeLessThan(1_000)
})
