import { describe, expect, it } from 'vitest'
import { createRelayTime } from '../../../src/renderer/state/relayTime.ts'
import { createTicker } from '../../../src/renderer/state/ticker.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const offs = [10 * minuteMs, -10 * minuteMs, dayMs, -dayMs]

/** A page whose clock is off, and the relay's that is not. */
function start(offMs = 0) {
  const clock = createFakeClock()
  const startMs = clock.now()
  clock.set(offMs)
  const relayNow = () => startMs + clock.steady()
  const reading = (now = relayNow(), estimate = 1, errorMs = 0) => ({ now, estimate, errorMs })
  return { clock, relayNow, reading }
}

describe('the relay’s clock on the screen', () => {
  it.each(offs)('is what the console says, with a workstation that is %d ms off, also when that is set', (offMs) => {
    const { clock, relayNow, reading } = start(offMs)
    const time = createRelayTime(clock)
    expect(time.now()).toBe(clock.now())
    expect(time.offByMs()).toBe(0)
    time.observe(reading())
    expect(time.now()).toBe(relayNow())
    expect(time.offByMs()).toBe(offMs)
    clock.set(-offMs)
    clock.advance(6_000)
    expect(time.now()).toBe(relayNow())
    expect(time.offByMs()).toBe(0)
  })

  it('does not go back for a reading that was long under way, and goes on for one that came quicker', () => {
    const { clock, relayNow, reading } = start()
    const time = createRelayTime(clock)
    const slow = reading()
    clock.advance(800)
    time.observe(slow)
    expect(time.now()).toBe(relayNow() - 800)
    time.observe(reading())
    expect(time.now()).toBe(relayNow())
    const late = reading()
    clock.advance(3_000)
    time.observe(late)
    expect(time.now()).toBe(relayNow())
  })

  it('is another where the console found it to be, back or forth', () => {
    const { clock, relayNow, reading } = start()
    const time = createRelayTime(clock)
    time.observe(reading())
    time.observe(reading(relayNow() - dayMs, 2))
    expect(time.now()).toBe(relayNow() - dayMs)
    time.observe(reading(relayNow(), 1))
    expect(time.now()).toBe(relayNow())
  })

  it('goes on over a sleep that the page did not count', () => {
    const { clock, relayNow, reading } = start()
    const time = createRelayTime(clock)
    time.observe(reading())
    time.observe(reading(relayNow() + dayMs))
    expect(time.now()).toBe(relayNow() + dayMs)
  })

  it('says that the workstation is off only as far as that is certain, and nothing once it is not known', () => {
    const { clock, reading, relayNow } = start(40_000)
    const time = createRelayTime(clock)
    time.observe(reading(relayNow(), 1, 15_000))
    expect(time.offByMs()).toBe(25_000)
    time.observe(reading(relayNow(), 2, 60_000))
    expect(time.offByMs()).toBe(0)
    time.observe(null)
    expect(time.offByMs()).toBe(0)
    expect(time.now()).toBe(clock.now())
  })
})

describe('the ticker', () => {
  it.each(offs)('ticks at full seconds of the relay, evenly, while the workstation is set by %d ms', (byMs) => {
    const { clock, reading, relayNow } = start()
    const ticker = createTicker(clock)
    ticker.observe(reading(relayNow() + 300))
    const heard: number[] = []
    const stop = ticker.subscribe(() => heard.push(ticker.nowMs()))
    const began = Math.floor(ticker.nowMs() / 1_000)
    clock.advance(1_500)
    clock.set(byMs)
    clock.advance(2_500)
    stop()
    expect(heard.map((ms) => ms / 1_000 - began)).toEqual([1, 2, 3, 4])
  })

  it('ticks at once, and once a second from then on, when the relay’s clock turns out to be another', () => {
    const { clock, reading, relayNow } = start(dayMs)
    const ticker = createTicker(clock)
    const heard: number[] = []
    const stop = ticker.subscribe(() => heard.push(ticker.nowMs() - clock.steady()))
    ticker.observe(reading())
    expect(heard).toHaveLength(1)
    expect(ticker.nowMs()).toBe(Math.floor(relayNow() / 1_000) * 1_000)
    clock.advance(3_000)
    stop()
    expect(heard).toHaveLength(4)
  })
})
