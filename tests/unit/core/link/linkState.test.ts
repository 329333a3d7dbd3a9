import { expect, test } from 'vitest'
import { createLinkState } from '../../../../src/main/core/link/linkState.ts'
import type { ConsoleEvent } from '../../../../src/shared/ipc/events.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

function start() {
  const clock = createFakeClock(1_000)
  const events: ConsoleEvent[] = []
  const link = createLinkState({ clock, emit: (event) => events.push(event) })
  return { clock, events, link }
}

test('states since when a mode lasts, whatever the reasons are that follow', () => {
  const { clock, events, link } = start()
  link.enter('offline', { kind: 'offline', message: 'a' })
  clock.advance(500)
  link.enter('offline', { kind: 'timeout', message: 'b' })
  link.enter('offline', { kind: 'timeout', message: 'b' })
  expect(link.current()).toMatchObject({ mode: 'offline', since: 1_000, failure: { kind: 'timeout' } })
  expect(events).toHaveLength(2)
  link.enter('live', null)
  expect(link.current()).toMatchObject({ mode: 'live', since: 1_500, failure: null })
})

test('a thousand answers in a second are emitted once, with the time of the last', () => {
  const { clock, events, link } = start()
  for (let count = 0; count < 999; count++) {
    link.acknowledged()
    clock.advance(1)
  }
  expect(events).toHaveLength(0)
  clock.advance(1)
  expect(events).toHaveLength(1)
  expect(link.current().lastAcknowledgedAt).toBe(1_998)
})
