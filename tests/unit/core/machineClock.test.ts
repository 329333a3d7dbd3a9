import { expect, test } from 'vitest'
import { createMachineClock } from '../../../src/main/hosts/machineClock.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

const hourMs = 3_600_000

/** A machine whose timers do not count its sleep, and whose uptime comes in steps. */
function start(stepMs: number) {
  const running = createFakeClock()
  let sleptMs = 0
  const uptimeMs = () => Math.floor((987_654 + running.steady() + sleptMs) / stepMs) * stepMs
  const clock = createMachineClock(running, uptimeMs)
  return {
    ...{ running, clock },
    sleep: (forMs: number) => {
      sleptMs += forMs
      running.set(forMs)
    },
  }
}

test.each([10, 1_000])('the time of a machine goes on while it sleeps, with an uptime in steps of %d ms', (stepMs) => {
  const { running, clock, sleep } = start(stepMs)
  const began = clock.steady()
  running.advance(60_000)
  expect(clock.steady() - began).toBe(60_000)
  sleep(8 * hourMs)
  running.advance(1_000)
  expect(Math.abs(clock.steady() - began - 61_000 - 8 * hourMs)).toBeLessThanOrEqual(stepMs)
  sleep(2 * hourMs)
  expect(Math.abs(clock.steady() - began - 61_000 - 10 * hourMs)).toBeLessThanOrEqual(2 * stepMs)
})

test.each([-24 * hourMs, 24 * hourMs])('it does not move by a millisecond when the clock is set by %d ms', (byMs) => {
  const { running, clock } = start(1_000)
  const began = clock.steady()
  for (let second = 0; second < 100; second += 1) {
    running.set(byMs)
    running.advance(999)
    expect(clock.steady() - began).toBe((second + 1) * 999)
  }
})
