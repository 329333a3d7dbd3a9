import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, test } from 'vitest'
import { quitCleanly } from '../../../src/main/hosts/electron/cleanQuit.ts'
import { createFakeClock } from '../../support/time/fakeClock.ts'
import { until } from '../../support/time/until.ts'

/** An app whose `quit` asks `before-quit` and ends unless that is prevented, as Electron's does. */
function standInApp() {
  const events = new EventEmitter()
  let ended = false
  const app = {
    on: events.on.bind(events),
    quit: () => {
      let prevented = false
      events.emit('before-quit', {
        preventDefault: () => {
          prevented = true
        },
      })
      ended ||= !prevented
    },
  } as unknown as Pick<App, 'on' | 'quit'>
  return { app, events, ended: () => ended }
}

test('ends only when closing is done, and closes once however often it is asked to', async () => {
  const { app, ended } = standInApp()
  let closings = 0
  const closed = Promise.withResolvers<void>()
  quitCleanly(
    app,
    () => {
      closings += 1
      return closed.promise
    },
    createFakeClock(),
  )
  app.quit()
  app.quit()
  expect(ended()).toBe(false)
  closed.resolve()
  await until('the app has ended', ended)
  expect(closings).toBe(1)
})

test('ends although closing fails', async () => {
  const { app, ended } = standInApp()
  quitCleanly(app, () => Promise.reject(new Error('no')), createFakeClock())
  app.quit()
  await until('the app has ended', ended)
})

test('does not wait for ever', () => {
  const { app, ended } = standInApp()
  const clock = createFakeClock()
  quitCleanly(app, () => new Promise(() => undefined), clock)
  app.quit()
  clock.advance(9_999)
  expect(ended()).toBe(false)
  clock.advance(1)
  expect(ended()).toBe(true)
})

test('closing the last window quits', async () => {
  const { app, events, ended } = standInApp()
  quitCleanly(app, async () => undefined, createFakeClock())
  events.emit('window-all-closed')
  await until('the app has ended', ended)
})
