import { expect, test } from 'vitest'
import { createRetry } from '../../../../src/main/core/link/retry.ts'
import { createBackground } from '../../../../src/main/core/runtime/background.ts'
import { createKeptLog } from '../../../support/console/startCore.ts'
import { turn } from '../../../support/relay/scriptedLine.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start(attempt: () => Promise<boolean>) {
  const clock = createFakeClock(0)
  const { log, lines } = createKeptLog()
  const background = createBackground(log)
  const retry = createRetry({
    ...{ clock, random: { fraction: () => 1 }, backOff: { firstMs: 1_000, longestMs: 8_000 } },
    ...{ run: background.run, attempt },
  })
  return { clock, retry, background, lines }
}

test('however often a failure is reported, one attempt waits and one is under way', async () => {
  let attempts = 0
  let underWay = 0
  let most = 0
  const { clock, retry } = start(async () => {
    attempts += 1
    underWay += 1
    most = Math.max(most, underWay)
    await turn()
    underWay -= 1
    return false
  })
  retry.now()
  for (let second = 0; second < 600; second++) {
    for (let report = 0; report < 5; report++) retry.later()
    clock.advance(1_000)
    await turn()
    await turn()
  }
  expect(most).toBe(1)
  // 1, 2, 4, and then every 8 s.
  expect(attempts).toBeLessThan(85)
  expect(attempts).toBeGreaterThan(60)
})

test('what is asked for during an attempt is done once more after it, and success ends the waiting', async () => {
  let attempts = 0
  const { clock, retry } = start(async () => {
    attempts += 1
    await turn()
    return true
  })
  retry.now()
  retry.now()
  retry.now()
  for (let count = 0; count < 4; count++) await turn()
  expect(attempts).toBe(2)
  clock.advance(60_000)
  await turn()
  expect(attempts).toBe(2)
})

test('an attempt that throws is logged without its message, ends nothing, and is made again', async () => {
  let attempts = 0
  const { clock, retry, background, lines } = start(async () => {
    attempts += 1
    if (attempts === 1) throw new TypeError('a defect that quotes MARKER-TEXT')
    return true
  })
  retry.now()
  await background.idle()
  expect(lines.join('\n')).toContain('background work failed')
  expect(lines.join('\n')).not.toContain('MARKER-TEXT')
  clock.advance(1_000)
  await background.idle()
  expect(attempts).toBe(2)
})
