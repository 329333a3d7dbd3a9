import { describe, expect, it } from 'vitest'
import { createDayWatch } from '../../../src/patient/conversation/dayWatch.ts'
import { createPageTime } from '../../../src/patient/link/pageTime.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

describe('the relay’s clock on the page', () => {
  function start(deviceOffMs = 0) {
    const clock = createFakeClock()
    const startMs = clock.now()
    clock.set(deviceOffMs)
    let sleptMs = 0
    const relayNow = () => startMs + clock.steady() + sleptMs
    const time = createPageTime({ clock })
    return {
      ...{ clock, time, relayNow },
      answer: () => time.observe(relayNow(), time.steady()),
      sleep: (forMs: number) => {
        sleptMs += forMs
        clock.set(forMs)
      },
    }
  }

  it.each([0, 10 * minuteMs, -10 * minuteMs, dayMs, -dayMs])(
    'is known from an answer on a device that is %d ms off, and passes evenly when that is set',
    (offMs) => {
      const { clock, time, relayNow, answer } = start(offMs)
      answer()
      clock.advance(minuteMs)
      expect(time.now()).toBe(relayNow())
      clock.set(-offMs)
      expect(time.now()).toBe(relayNow())
    },
  )

  it('goes on over a sleep without a connection, once, and by the answer that follows', () => {
    const { clock, time, relayNow, answer, sleep } = start()
    answer()
    time.look(true)
    sleep(8 * hourMs)
    expect(time.look(false)).toBe(false)
    expect(time.now()).toBe(relayNow())
    clock.advance(minuteMs)
    expect(time.look(false)).toBe(false)
    expect(time.now()).toBe(relayNow())
    answer()
    expect(time.now()).toBe(relayNow())
  })

  it('asks the relay, and believes it, where the device’s clock went forward with a connection', () => {
    const { clock, time, relayNow, answer } = start()
    answer()
    clock.set(dayMs)
    expect(time.look(true)).toBe(true)
    expect(time.now()).toBe(relayNow())
    expect(time.look(true)).toBe(false)
  })

  it('is put right by the next answer where a clock that was set without a connection was taken for a sleep', () => {
    const { clock, time, relayNow, answer } = start()
    answer()
    clock.set(dayMs)
    time.look(false)
    expect(time.now()).toBe(relayNow() + dayMs)
    answer()
    expect(time.now()).toBe(relayNow())
  })

  it('does not move where the device’s clock went back, connected or not', () => {
    const { clock, time, relayNow, answer } = start()
    answer()
    clock.set(-dayMs)
    for (const isConnected of [false, true]) expect(time.look(isConnected)).toBe(false)
    expect(time.now()).toBe(relayNow())
  })
})

describe('the days on the page', () => {
  function start(at: string, timeZone: string) {
    const before = process.env.TZ
    process.env.TZ = timeZone
    const clock = createFakeClock(new Date(at).getTime())
    const turns: number[] = []
    let looks = 0
    const watch = createDayWatch(
      {
        clock,
        now: clock.now,
        looks: () => {
          looks += 1
        },
      },
      () => {
        turns.push(clock.now())
        watch.drawn()
      },
    )
    watch.look()
    return {
      ...{ clock, turns, watch, looks: () => looks },
      end: () => {
        if (before === undefined) delete process.env.TZ
        else process.env.TZ = before
      },
    }
  }

  it.each([
    ['Europe/Berlin', '2026-03-28T23:59:30', ['2026-03-29T00:00', '2026-03-30T00:00'], 23],
    ['Europe/Berlin', '2026-10-24T23:59:30', ['2026-10-25T00:00', '2026-10-26T00:00'], 25],
    ['Africa/Cairo', '2026-04-23T23:59:30', ['2026-04-24T01:00', '2026-04-25T00:00'], 23],
    ['America/Havana', '2026-03-07T23:59:30', ['2026-03-08T01:00', '2026-03-09T00:00'], 23],
    ['America/Havana', '2026-10-31T23:59:30', ['2026-11-01T00:00', '2026-11-02T00:00'], 25],
    ['America/Santiago', '2026-04-03T23:59:30', ['2026-04-04T00:00', '2026-04-05T00:00'], 25],
  ] as const)('turn at midnight of %s, from %s on, to the millisecond', (timeZone, at, midnights, hours) => {
    const { clock, turns, end } = start(at, timeZone)
    clock.advance((hours + 1) * hourMs)
    const expected = midnights.map((midnight) => new Date(midnight).getTime())
    end()
    expect(turns).toEqual(expected)
    expect(((expected[1] ?? 0) - (expected[0] ?? 0)) / hourMs).toBe(hours)
  })

  it('turn when the device is in another time zone, and looks again and again for that', () => {
    const { clock, turns, looks, end } = start('2026-05-20T12:00', 'Europe/Berlin')
    clock.advance(minuteMs)
    expect(turns).toEqual([])
    expect(looks()).toBe(7)
    process.env.TZ = 'Asia/Tokyo'
    clock.advance(10_000)
    end()
    expect(turns).toHaveLength(1)
  })

  it('turn at once when somebody looks at a page that slept over midnight', () => {
    const { clock, turns, watch, end } = start('2026-05-20T22:00', 'Europe/Berlin')
    clock.set(9 * hourMs)
    watch.look()
    end()
    expect(turns).toHaveLength(1)
  })
})
