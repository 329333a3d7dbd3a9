import { expect, it } from 'vitest'
import { createFrameMeter } from '../../../../relay/limits/frameMeter.ts'
import { rateLimits } from '../../../../relay/limits/rateLimits.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const { framesFromConnection, framesFromAddress } = rateLimits

it('lets a connection send so many frames at once, and as many again when the time has passed', () => {
  const clock = createFakeClock()
  const meter = createFrameMeter({ clock })
  const allowance = meter.open('198.51.100.7')
  for (let frame = 0; frame < framesFromConnection.points; frame++) expect(meter.take(allowance, 40)).toBeUndefined()
  expect(meter.take(allowance, 40)).toBe('framesFromConnection')
  clock.advance(framesFromConnection.duration * 1000)
  for (let frame = 0; frame < framesFromConnection.points - 1; frame++)
    expect(meter.take(allowance, 40)).toBeUndefined()
  expect(meter.take(allowance, 40)).toBe('framesFromConnection')
})

it('counts large frames as several', () => {
  const meter = createFrameMeter({ clock: createFakeClock() })
  const allowance = meter.open('198.51.100.7')
  const most = Math.floor(framesFromConnection.points / 257)
  for (let frame = 0; frame < most; frame++) expect(meter.take(allowance, 1024 * 1024)).toBeUndefined()
  expect(meter.take(allowance, 1024 * 1024)).toBe('framesFromConnection')
})

it('counts all connections of an address together, and forgets it with the last of them', () => {
  const meter = createFrameMeter({ clock: createFakeClock() })
  const count = framesFromAddress.points / framesFromConnection.points + 1
  const connections = Array.from({ length: count }, () => meter.open('198.51.100.7'))
  const limits = new Set(
    connections.flatMap((allowance) =>
      Array.from({ length: framesFromConnection.points }, () => meter.take(allowance, 1)),
    ),
  )
  expect([...limits]).toEqual([undefined, 'framesFromAddress'])
  expect(meter.take(meter.open('203.0.113.9'), 1)).toBeUndefined()
  for (const connection of connections) meter.close(connection)
  expect(meter.take(meter.open('198.51.100.7'), 1)).toBeUndefined()
})

it('grows and shrinks with the factor, and tells of each refusal', () => {
  const refused: string[] = []
  const factor = 2 / framesFromConnection.points
  const meter = createFrameMeter({ clock: createFakeClock(), factor, refused: (limit) => refused.push(limit) })
  const allowance = meter.open('198.51.100.7')
  const limits = [1, 1, 1].map((bytes) => meter.take(allowance, bytes))
  expect(limits).toEqual([undefined, undefined, 'framesFromConnection'])
  expect(refused).toEqual(['framesFromConnection'])
})

it.each([-86_400_000, 86_400_000])('neither gives nor keeps back frames because the clock is set by %d ms', (byMs) => {
  const clock = createFakeClock()
  const meter = createFrameMeter({ clock })
  const allowance = meter.open('198.51.100.7')
  for (let frame = 0; frame < framesFromConnection.points; frame++) meter.take(allowance, 40)
  clock.set(byMs)
  expect(meter.take(allowance, 40)).toBe('framesFromConnection')
  clock.advance(framesFromConnection.duration * 1000)
  expect(meter.take(allowance, 40)).toBeUndefined()
})
