import { expect, test } from 'vitest'
import { createServerTime } from '../../../../src/client/serverTime.ts'
import { createLinkState } from '../../../../src/main/core/link/linkState.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const clock = createFakeClock(1_000)
  const events: ConsoleEvent[] = []
  const serverTime = createServerTime({ clock, changed: () => link.timeChanged() })
  const link = createLinkState({ clock, serverTime, emit: (event) => events.push(event) })
  return { clock, events, link, serverTime }
}

test('states since when a mode lasts, whatever the reasons are that follow', () => {
  const { clock, events, link } = start()
  link.enter('offline', { kind: 'offline', message: 'a' })
  clock.advance(500)
  link.enter('offline', { kind: 'timeout', message: 'b' })
  link.enter('offline', { kind: 'timeout', message: 'b' })
  expect(link.current()).toMatchObject({ mode: 'offline', since: 1_000, failure: { kind: 'timeout' } })
  expect(events).toHaveLength(2)
  link.enter('live', null)
  expect(link.current()).toMatchObject({ mode: 'live', since: 1_500, failure: null })
})

test('a thousand answers in a second are emitted once, with the time of the last', () => {
  const { clock, events, link } = start()
  for (let count = 0; count < 999; count++) {
    link.acknowledged()
    clock.advance(1)
  }
  expect(events).toHaveLength(0)
  clock.advance(1)
  expect(events).toHaveLength(1)
  expect(link.current().lastAcknowledgedAt).toBe(1_998)
})

test.each([-86_400_000, -600_000, 600_000, 86_400_000])(
  'its instants are by the relay’s clock once that is known, also with a clock that is %d ms off',
  (offMs) => {
    const { clock, events, link, serverTime } = start()
    clock.set(offMs)
    link.enter('live', null)
    clock.advance(2_000)
    link.acknowledged()
    const relayNowMs = 1_000_000_000_000
    serverTime.observe(relayNowMs, clock.steady())
    expect(link.current()).toMatchObject({ since: relayNowMs - 2_000, lastAcknowledgedAt: relayNowMs })
    expect(events.at(-1)).toEqual({ name: 'linkChanged', payload: link.current() })
    expect(link.current().relayClock).toMatchObject({ now: relayNowMs, errorMs: 0 })
    clock.set(-offMs)
    clock.advance(3_000)
    expect(link.current()).toMatchObject({ since: relayNowMs - 2_000, lastAcknowledgedAt: relayNowMs })
    expect(link.current().relayClock).toMatchObject({ now: relayNowMs + 3_000, errorMs: 0 })
  },
)

test('the time is emitted every five seconds once it is known, for a screen that did not count while it slept', () => {
  const { clock, events, link, serverTime } = start()
  clock.advance(60_000)
  expect(events).toHaveLength(0)
  serverTime.observe(1_000_000_000_000, clock.steady())
  clock.advance(11_000)
  const readings = events.map((event) => (event.name === 'linkChanged' ? event.payload.relayClock : null))
  expect(readings.map((reading) => (reading?.now ?? 0) - 1_000_000_000_000)).toEqual([0, 5_000, 10_000])
  expect(new Set(readings.map((reading) => reading?.estimate)).size).toBe(1)
  link.close()
  clock.advance(60_000)
  expect(events).toHaveLength(3)
})
