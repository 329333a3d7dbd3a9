import { describe, expect, it } from 'vitest'
import { createPendingRequests } from '../../../src/client/pendingRequests.ts'
import { createServerTime, noteTimes } from '../../../src/client/serverTime.ts'
import { refuse } from '../../../src/shared/protocol/acknowledgement.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const startMs = Date.UTC(2026, 0, 5, 9)

function start(workstationOffMs = 0) {
  const clock = createFakeClock(startMs)
  clock.set(workstationOffMs)
  /** The relay's clock, which nobody sets while the test does not. */
  let relayOffMs = 0
  const relayNow = () => startMs + clock.steady() + relayOffMs
  const setBack: number[] = []
  const serverTime = createServerTime({ clock, changed: (setBackMs) => setBack.push(setBackMs) })
  /** An answer that took so long each way. */
  const ask = (thereMs: number, backMs = thereMs) => {
    const askedAtMs = clock.steady()
    clock.advance(thereMs)
    const serverNowMs = relayNow()
    clock.advance(backMs)
    serverTime.observe(serverNowMs, askedAtMs)
  }
  return {
    ...{ clock, serverTime, setBack, ask, relayNow },
    setRelay: (byMs: number) => {
      relayOffMs += byMs
    },
  }
}

describe('the time of the relay', () => {
  it('is that of this device before the first answer, and no time is later', () => {
    const { clock, serverTime } = start(7 * minuteMs)
    expect(serverTime.known()).toBeNull()
    expect(serverTime.now()).toBe(clock.now())
    expect(serverTime.latest()).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    ['right', 0],
    ['10 minutes ahead', 10 * minuteMs],
    ['10 minutes behind', -10 * minuteMs],
    ['a day ahead', dayMs],
    ['a day behind', -dayMs],
  ])('is known from one answer where this device’s clock is %s', (_, offMs) => {
    const { clock, serverTime, ask, relayNow } = start(offMs)
    ask(20)
    expect(serverTime.now()).toBe(relayNow())
    clock.advance(6_000)
    expect(serverTime.now()).toBe(relayNow())
  })

  it.each([dayMs, 10 * minuteMs, -10 * minuteMs, -dayMs])(
    'does not move by a millisecond when this device’s clock is set by %d ms, before an answer or during one',
    (byMs) => {
      const { clock, serverTime, setBack, ask, relayNow } = start()
      ask(20)
      clock.set(byMs)
      expect(serverTime.now()).toBe(relayNow())
      expect(serverTime.latest()).toBe(relayNow() + 20)
      const askedAtMs = clock.steady()
      clock.set(-byMs)
      clock.advance(10)
      serverTime.observe(relayNow() - 5, askedAtMs)
      expect(serverTime.now()).toBe(relayNow())
      expect(setBack).toEqual([0])
    },
  )

  it('is never taken to be earlier than it is, and goes on between answers', () => {
    const { clock, serverTime, ask, relayNow } = start()
    ask(400, 0)
    expect(serverTime.latest()).toBe(relayNow() + 400)
    ask(0, 400)
    expect(serverTime.latest()).toBeGreaterThanOrEqual(relayNow())
    clock.advance(5_000)
    expect(serverTime.latest()).toBeGreaterThanOrEqual(relayNow())
  })

  it('is known best from the answer that took the shortest time, and reported once while it is the same', () => {
    const { serverTime, setBack, ask, relayNow } = start()
    ask(300, 100)
    ask(10)
    ask(900, 0)
    ask(0, 900)
    expect(serverTime.now()).toBe(relayNow())
    expect(serverTime.latest()).toBe(relayNow() + 10)
    expect(setBack).toEqual([0])
  })

  it('passes evenly over answers that are less sure: no wait that is shown goes back or jumps', () => {
    const { clock, serverTime, ask } = start()
    ask(5)
    for (const [thereMs, backMs] of [
      [2_000, 0],
      [0, 2_000],
      [500, 700],
    ] as const) {
      const before = serverTime.now() - clock.steady()
      ask(thereMs, backMs)
      expect(serverTime.now() - clock.steady()).toBe(before)
    }
  })

  it('is known anew when the relay’s clock was set, with how far it went back', () => {
    const { serverTime, setBack, ask, relayNow, setRelay } = start()
    ask(10)
    setRelay(-hourMs)
    ask(450)
    expect(serverTime.now()).toBe(relayNow())
    setRelay(hourMs)
    ask(10)
    expect(serverTime.now()).toBe(relayNow())
    expect(setBack).toEqual([0, hourMs, 0])
  })

  it('is reported anew where a quicker answer makes another one of it on the screen', () => {
    const { setBack, serverTime, ask, relayNow } = start()
    ask(0, 40_000)
    expect(serverTime.now()).toBe(relayNow() - 20_000)
    ask(10)
    expect(serverTime.now()).toBe(relayNow())
    expect(setBack).toEqual([0, 0])
  })

  it('is known again from the next answer after a sleep that this device did not count', () => {
    const { serverTime, ask, relayNow, setRelay } = start()
    ask(10)
    // What the device did not count has passed for the relay.
    setRelay(8 * hourMs)
    ask(10)
    expect(serverTime.now()).toBe(relayNow())
  })
})

describe('answers', () => {
  it('tell the relay’s time whatever was asked, and one that does not is no reading', async () => {
    const { clock, serverTime } = start(dayMs)
    const answers = [{ success: true }, refuse('notFound', 'no'), { success: true, now: startMs + 10 }]
    const requests = createPendingRequests({
      emit: (_event, _payload, acknowledged) => {
        clock.advance(20)
        acknowledged(answers.shift())
      },
      ...{ clock, timeoutMs: 1_000, invalid: () => undefined },
    })
    const request = noteTimes(requests.request, { serverTime, clock })
    const ask = () => request('watermark:advance', { marks: [] })
    expect((await ask()).outcome).toBe('answered')
    expect((await ask()).outcome).toBe('refused')
    expect(serverTime.known()).toBeNull()
    await ask()
    expect(serverTime.known()).toEqual({ estimate: startMs + 10 - 50, errorMs: 10 })
  })
})
