import { describe, expect, it } from 'vitest'
import { createRelayClock } from '../../../src/main/core/link/relayClock.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const hourMs = 3_600_000

function start() {
  const clock = createFakeClock()
  const learnt: { aheadMs: number; setBackMs: number }[] = []
  const relayClock = createRelayClock({ clock, learnt: (aheadMs, setBackMs) => learnt.push({ aheadMs, setBackMs }) })
  /** An answer that took so long, from a relay that is so far ahead. */
  const ask = (aheadMs: number, tookMs: number) => {
    const askedAtMs = clock.now()
    clock.advance(tookMs / 2)
    const relayNowMs = clock.now() + aheadMs
    clock.advance(tookMs / 2)
    relayClock.heard(relayNowMs, askedAtMs)
  }
  return { clock, relayClock, learnt, ask }
}

describe('the clock of the relay', () => {
  it('is unknown before the relay has told it: no time is later', () => {
    expect(start().relayClock.latest()).toBe(Number.POSITIVE_INFINITY)
  })

  it('is never taken to be earlier than it is, and goes on between answers', () => {
    const { clock, relayClock, ask } = start()
    ask(-600_000, 400)
    expect(relayClock.latest()).toBe(clock.now() - 600_000 + 200)
    clock.advance(5_000)
    expect(relayClock.latest()).toBe(clock.now() - 600_000 + 200)
  })

  it('is known best from the answer that took the shortest time, and told once while it is the same', () => {
    const { clock, relayClock, learnt, ask } = start()
    for (const tookMs of [400, 20, 900]) ask(250, tookMs)
    expect(relayClock.latest()).toBe(clock.now() + 250 + 10)
    expect(learnt).toEqual([{ aheadMs: 250, setBackMs: 0 }])
  })

  it('is known anew when it was put right, with how far it went back', () => {
    const { clock, relayClock, learnt, ask } = start()
    ask(hourMs, 20)
    ask(0, 901)
    expect(relayClock.latest()).toBe(clock.now() + 451)
    ask(hourMs, 20)
    expect(learnt).toEqual([
      { aheadMs: hourMs, setBackMs: 0 },
      { aheadMs: 0, setBackMs: hourMs },
      { aheadMs: hourMs, setBackMs: 0 },
    ])
  })

  it('is told anew where a quicker answer makes another one of it on the screen', () => {
    const { learnt, clock, relayClock } = start()
    const askedAtMs = clock.now()
    clock.advance(40_000)
    relayClock.heard(askedAtMs, askedAtMs)
    const again = clock.now()
    clock.advance(20)
    relayClock.heard(again + 10, again)
    expect(learnt).toEqual([
      { aheadMs: -20_000, setBackMs: 0 },
      { aheadMs: 0, setBackMs: 0 },
    ])
  })

  it('is unknown again when the clock of the workstation was put back since', () => {
    let nowMs = 10 * hourMs
    const relayClock = createRelayClock({ clock: { now: () => nowMs }, learnt: () => undefined })
    relayClock.heard(nowMs - 2 * hourMs, nowMs)
    expect(relayClock.latest()).toBe(nowMs - 2 * hourMs)
    nowMs -= 2 * hourMs
    expect(relayClock.latest()).toBe(Number.POSITIVE_INFINITY)
    relayClock.heard(nowMs, nowMs)
    expect(relayClock.latest()).toBe(nowMs)
  })
})
