import { describe, expect, it } from 'vitest'
import { createRetryLoop, type Step } from '../../../src/patient/outbox/retryLoop.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'

/** A loop of steps that come to what is put into `next`, each when it is asked for. */
function stage() {
  const clock = createFakeClock()
  const next: (Step | Error)[] = []
  let steps = 0
  const loop = createRetryLoop(
    async () => {
      steps += 1
      const came = next.shift() ?? 'idle'
      if (came instanceof Error) throw came
      return came
    },
    { clock, fraction: () => 1 },
  )
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return { clock, next, loop, settle, steps: () => steps }
}

describe('a retry loop of the patient page', () => {
  it('goes on until there is nothing to do, and begins again when it is woken', async () => {
    const { loop, next, settle, steps } = stage()
    next.push('done', 'done')
    loop.wake()
    await settle()
    expect(steps()).toBe(3)
    loop.wake()
    await settle()
    expect(steps()).toBe(4)
  })

  it('misses nothing that is added while it finds nothing to do', async () => {
    const { loop, settle, steps } = stage()
    loop.wake()
    loop.wake()
    await settle()
    expect(steps()).toBe(2)
  })

  it('waits longer after each step that did not go, and begins at once when it is flushed', async () => {
    const { clock, loop, next, settle, steps } = stage()
    next.push('later', 'later', 'later', 'later')
    loop.wake()
    await settle()
    clock.advance(999)
    await settle()
    expect(steps()).toBe(1)
    clock.advance(1)
    await settle()
    expect(steps()).toBe(2)
    clock.advance(1_999)
    await settle()
    expect(steps()).toBe(2)
    loop.flushNow()
    await settle()
    expect(steps()).toBe(3)
    clock.advance(1_000)
    await settle()
    expect(steps()).toBe(4)
  })

  it('tries again after a step that failed, as when the browser lost its database', async () => {
    const { clock, loop, next, settle, steps } = stage()
    next.push(new Error('Connection to Indexed Database server lost'), 'done')
    loop.wake()
    await settle()
    expect(steps()).toBe(1)
    clock.advance(1_000)
    await settle()
    expect(steps()).toBe(3)
    loop.wake()
    await settle()
    expect(steps()).toBe(4)
  })

  it('begins nothing once it is stopped', async () => {
    const { clock, loop, next, settle, steps } = stage()
    next.push('later')
    loop.wake()
    await settle()
    loop.stop()
    clock.advance(60_000)
    loop.flushNow()
    await settle()
    expect(steps()).toBe(1)
  })
})
