import { expect, test } from 'vitest'
import { createWaitingQueryRunner } from '../../../../relay/store/database/queryRunner.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const locked = new Error('locked')

function openGuard() {
  const clock = createFakeClock()
  const explain = () => new FailureError('unavailable', 'The database is held.')
  const guard = createWaitingQueryRunner({ clock, isLocked: (error) => error === locked, explain })
  /** Moves the time on in small steps, each followed by what waited for it. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      await new Promise((resolve) => void setImmediate(resolve))
    }
  }
  return { guard, pass }
}

test('a write waits for a lock of another program, and is done once it is let go', async () => {
  const { guard, pass } = openGuard()
  let isHeld = true
  const written = guard(async () => {
    if (isHeld) throw locked
    return 'written'
  })
  await pass(7_000)
  isHeld = false
  await pass(200)
  expect(await written).toBe('written')
})

test('a write that waits for longer than anybody would is refused, as one that may be tried again', async () => {
  const { guard, pass } = openGuard()
  let tries = 0
  const refused = guard(async () => {
    tries += 1
    throw locked
  }).catch((error: unknown) => error)
  await pass(12_000)
  expect(await refused).toMatchObject({ failure: { kind: 'unavailable' } })
  const after = tries
  await pass(12_000)
  expect(tries).toBe(after)
})

test('what is no lock is not tried again', async () => {
  const { guard } = openGuard()
  let tries = 0
  const failing = guard(async () => {
    tries += 1
    throw new Error('damaged')
  })
  await expect(failing).rejects.toMatchObject({ failure: { kind: 'unavailable' } })
  expect(tries).toBe(1)
})
