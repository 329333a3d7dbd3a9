import { describe, expect, it } from 'vitest'
import { createServerTime } from '../../../src/client/serverTime.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const hourMs = 3_600_000

function start() {
  const clock = createFakeClock()
  const changes: { aheadMs: number; setBackMs: number }[] = []
  const serverTime = createServerTime({ clock, changed: (aheadMs, setBackMs) => changes.push({ aheadMs, setBackMs }) })
  /** An answer that took so long, from a relay that is so far ahead. */
  const ask = (aheadMs: number, tookMs: number) => {
    const askedAtMs = clock.now()
    clock.advance(tookMs / 2)
    const serverNowMs = clock.now() + aheadMs
    clock.advance(tookMs / 2)
    serverTime.observe(serverNowMs, askedAtMs)
  }
  return { clock, serverTime, changes, ask }
}

describe('the time of the relay', () => {
  it('is unknown before the first answer: no time is later', () => {
    expect(start().serverTime.latest()).toBe(Number.POSITIVE_INFINITY)
  })

  it('is never taken to be earlier than it is, and goes on between answers', () => {
    const { clock, serverTime, ask } = start()
    ask(-600_000, 400)
    expect(serverTime.latest()).toBe(clock.now() - 600_000 + 200)
    clock.advance(5_000)
    expect(serverTime.latest()).toBe(clock.now() - 600_000 + 200)
  })

  it('is known best from the answer that took the shortest time, and reported once while it is the same', () => {
    const { clock, serverTime, changes, ask } = start()
    for (const tookMs of [400, 20, 900]) ask(250, tookMs)
    expect(serverTime.latest()).toBe(clock.now() + 250 + 10)
    expect(changes).toEqual([{ aheadMs: 250, setBackMs: 0 }])
  })

  it('is known anew when it was put right, with how far it went back', () => {
    const { clock, serverTime, changes, ask } = start()
    ask(hourMs, 20)
    ask(0, 901)
    expect(serverTime.latest()).toBe(clock.now() + 451)
    ask(hourMs, 20)
    expect(changes).toEqual([
      { aheadMs: hourMs, setBackMs: 0 },
      { aheadMs: 0, setBackMs: hourMs },
      { aheadMs: hourMs, setBackMs: 0 },
    ])
  })

  it('is reported anew where a quicker answer makes another one of it on the screen', () => {
    const { changes, clock, serverTime } = start()
    const askedAtMs = clock.now()
    clock.advance(40_000)
    serverTime.observe(askedAtMs, askedAtMs)
    const again = clock.now()
    clock.advance(20)
    serverTime.observe(again + 10, again)
    expect(changes).toEqual([
      { aheadMs: -20_000, setBackMs: 0 },
      { aheadMs: 0, setBackMs: 0 },
    ])
  })

  it('is unknown again when the clock of this device was put back since', () => {
    let nowMs = 10 * hourMs
    const serverTime = createServerTime({ clock: { now: () => nowMs }, changed: () => undefined })
    serverTime.observe(nowMs - 2 * hourMs, nowMs)
    expect(serverTime.latest()).toBe(nowMs - 2 * hourMs)
    nowMs -= 2 * hourMs
    expect(serverTime.latest()).toBe(Number.POSITIVE_INFINITY)
    serverTime.observe(nowMs, nowMs)
    expect(serverTime.latest()).toBe(nowMs)
  })
})
