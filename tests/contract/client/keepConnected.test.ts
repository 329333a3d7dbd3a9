import { v4 } from 'uuid'
import { expect, onTestFinished, test } from 'vitest'
import type { AttemptFailure } from '../../../src/client/attempts.ts'
import { clientTimings } from '../../../src/client/clientTimings.ts'
import { keepConnected } from '../../../src/client/keepConnected.ts'
import { openSocket } from '../../../src/client/openSocket.ts'
import type { RelaySocket } from '../../../src/client/relaySocket.ts'
import { deviceIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { openFaultyLink } from '../../support/servers/faultyLink.ts'
import { until } from '../../support/time/until.ts'

/** A connection that is kept to a relay, over a way that can be broken, with short waits. */
async function openScene(tokens: readonly string[] = []) {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  const link = await openFaultyLink(relay.port)
  onTestFinished(link.close)
  const shown = [...tokens]
  const token = async () => shown.shift() ?? relay.tokenFor('clinician', 'clinician')
  const seen: string[] = []
  const failures: AttemptFailure[] = []
  const sockets: RelaySocket[] = []
  const reconnect = { firstMs: 20, longestMs: 200 }
  const kept = keepConnected(
    {
      relayUrl: link.url,
      device: { id: deviceIdSchema.parse(v4()), name: 'test' },
      openSocket,
      tokens: { current: token, renew: token },
      clock: systemClock,
      jitter: { fraction: () => 0.5 },
      timings: { ...clientTimings, requestTimeoutMs: 300, reconnect },
    },
    {
      opened: (socket) => sockets.push(socket),
      received: () => undefined,
      lost: ({ kind }) => seen.push(kind),
      failed: (why) => {
        failures.push(why)
        return reconnect
      },
      notRenewed: ({ kind }) => seen.push(kind),
      invalid: () => undefined,
    },
  )
  onTestFinished(kept.stop)
  kept.start()
  const answers = async () => (await sockets.at(-1)?.request('sync:pull', { scope: 'all', cursors: [] }))?.outcome
  const untilOpen = (times: number) => until(`it is open for the ${times}th time`, () => sockets.length === times)
  return { relay, link, seen, failures, answers, untilOpen }
}

test('comes back after a line that broke, and after one that could not be had for a while', async () => {
  const { link, seen, failures, answers, untilOpen } = await openScene()
  await untilOpen(1)
  link.cut()
  await untilOpen(2)
  link.refuse(true)
  link.cut()
  await until('attempts fail', () => failures.length > 1)
  link.refuse(false)
  await untilOpen(3)
  expect(await answers()).toBe('answered')
  expect(seen).toEqual(['offline', 'offline'])
  expect(new Set(failures.map(({ at }) => at))).toEqual(new Set(['network']))
})

test('comes back to a relay that was restarted, which had announced it', async () => {
  const { relay, seen, answers, untilOpen } = await openScene()
  await untilOpen(1)
  await relay.restart()
  await untilOpen(2)
  expect(await answers()).toBe('answered')
  expect(seen).toEqual(['unavailable'])
})

test('goes on although the relay has refused several tokens', async () => {
  const { failures, answers, untilOpen } = await openScene(['one', 'two', 'three'])
  await untilOpen(1)
  expect(await answers()).toBe('answered')
  expect(failures.map(({ at, failure }) => `${at}: ${failure.kind}`)).toEqual([
    'relay: unauthenticated',
    'relay: unauthenticated',
  ])
})

test('opens another socket in place of one on which nothing is answered any more', async () => {
  const { link, seen, answers, untilOpen } = await openScene()
  await untilOpen(1)
  link.setDown({ kind: 'swallow' })
  expect(await answers()).toBe('unknown')
  expect(seen).toEqual(['timeout'])
  link.setDown({ kind: 'pass' })
  await untilOpen(2)
  expect(await answers()).toBe('answered')
})
