import { describe, expect, it } from 'vitest'
import type { Member } from '../../../bench/fixtures/room.ts'
import { loadOpenLoop } from '../../../bench/measurements/openLoop.ts'
import { percentile } from '../../../bench/runner/percentile.ts'

describe('percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1)

  it('is one of the samples', () => {
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 0.999)).toBe(100)
    expect(percentile(Float64Array.of(7), 0.5)).toBe(7)
  })

  it('is no number when there is nothing', () => {
    expect(percentile(new Float64Array(), 0.99)).toBeNaN()
  })
})

describe('loadOpenLoop', () => {
  /** A room in one process, which hands every message to `deliver` for each member. */
  function roomOf(size: number, deliver: (receive: () => void, message: number) => void): Member[] {
    const listeners: ((text: string) => void)[] = []
    let messages = 0
    return Array.from(
      { length: size },
      (_, index): Member => ({
        send: async (text) => {
          messages += 1
          for (const listener of listeners) deliver(() => listener(text), messages)
        },
        listen: (received) => {
          listeners[index] = received
        },
        close: () => undefined,
      }),
    )
  }
  const load = { messagesPerSecond: 1_000, warmUpMs: 20, durationMs: 200, text: 'hello' }

  it('sends by its schedule, and does not wait for what is late', async () => {
    const late: (() => void)[] = []
    const members = roomOf(3, (receive) => {
      late.push(receive)
      if (late.length === 220 * 3) for (const one of late) one()
    })
    const { acknowledged, latenciesMs } = await loadOpenLoop(members, load)
    expect(acknowledged).toBe(220)
    // The first counted message waited for the last one, the middle one for half as long.
    const ascending = latenciesMs.sort()
    expect(percentile(ascending, 1)).toBeGreaterThanOrEqual(199)
    expect(percentile(ascending, 0.5)).toBeGreaterThanOrEqual(99)
    expect(percentile(ascending, 0.5)).toBeLessThan(percentile(ascending, 1))
  })

  it('counts until the last member has the message', async () => {
    let copies = 0
    const held: (() => void)[] = []
    const members = roomOf(2, (receive) => {
      copies += 1
      if (copies % 2 === 1) receive()
      else held.push(receive)
      if (copies === 440) for (const one of held) one()
    })
    expect(Math.max(...(await loadOpenLoop(members, load)).latenciesMs)).toBeGreaterThanOrEqual(199)
  })

  it('has no result when a copy came twice', async () => {
    const members = roomOf(2, (receive, message) => {
      receive()
      if (message === 5) receive()
    })
    await expect(loadOpenLoop(members, load)).rejects.toThrow('arrived 4 times')
  })
})
