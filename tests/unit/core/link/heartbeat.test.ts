import { expect, test } from 'vitest'
import { createHeartbeat } from '../../../../src/main/core/link/heartbeat.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const clock = createFakeClock(0)
  const beats: number[] = []
  const silences: (number | null)[] = []
  const heartbeat = createHeartbeat({
    clock,
    beatEveryMs: 6_000,
    beat: () => beats.push(clock.now()),
    silenceChanged: (sinceMs) => silences.push(sinceMs),
  })
  heartbeat.start()
  return { clock, beats, silences, heartbeat }
}

test('a relay from which nothing comes for 12 s is reported once, with when something last came', () => {
  const { clock, beats, silences } = start()
  clock.advance(5_999)
  expect(beats).toEqual([])
  clock.advance(6_000)
  expect(beats).toEqual([6_000])
  expect(silences).toEqual([])
  clock.advance(1)
  expect(silences).toEqual([0])
  clock.advance(60_000)
  expect(silences).toEqual([0])
  expect(beats).toEqual([6_000])
})

test('a line on which something comes is not asked, and one that answers each beat is never reported as silent', () => {
  const { clock, beats, silences, heartbeat } = start()
  for (let second = 0; second < 60; second++) {
    clock.advance(1_000)
    heartbeat.noteSign()
  }
  expect(beats).toEqual([])
  for (let beat = 0; beat < 10; beat++) {
    clock.advance(6_000)
    heartbeat.noteSign()
  }
  expect(beats).toHaveLength(10)
  expect(silences).toEqual([])
})

test('the first word after a silence ends it, and it is watched anew; without a line nothing is watched', () => {
  const { clock, silences, heartbeat } = start()
  clock.advance(20_000)
  heartbeat.noteSign()
  expect(silences).toEqual([0, null])
  clock.advance(12_000)
  expect(silences).toEqual([0, null, 20_000])
  heartbeat.stop()
  expect(silences.at(-1)).toBeNull()
  clock.advance(60_000)
  expect(silences).toHaveLength(4)
})

test('a workstation that slept asks first, and does not take its own sleep for the silence of the relay', () => {
  const clock = createFakeClock(0)
  let skewMs = 0
  const silences: (number | null)[] = []
  let beats = 0
  const heartbeat = createHeartbeat({
    clock: { ...clock, now: () => clock.now() + skewMs },
    beatEveryMs: 6_000,
    beat: () => {
      beats += 1
    },
    silenceChanged: (sinceMs) => silences.push(sinceMs),
  })
  heartbeat.start()
  skewMs = 3_600_000
  clock.advance(6_000)
  expect([beats, silences]).toEqual([1, []])
  heartbeat.noteSign()
  clock.advance(5_000)
  expect(silences).toEqual([])
})
