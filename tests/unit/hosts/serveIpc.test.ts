import { expect, test } from 'vitest'
import { serveIpc } from '../../../src/main/hosts/electron/serveIpc.ts'
import { createIpcTransport } from '../../../src/preload/ipcTransport.ts'
import { createDispatch } from '../../../src/shared/ipc/dispatch.ts'
import { createStandInIpc, type StandInFrame } from '../../support/console/electronIpc.ts'
import { createPairedCore } from '../../support/console/pairedCore.ts'

const page: StandInFrame = { url: 'app://console/index.html', parent: null }

function serve() {
  const { core, listenerCount } = createPairedCore()
  const ipc = createStandInIpc()
  let intruders = 0
  const stop = serveIpc({
    ipcMain: ipc.ipcMain,
    webContents: ipc.webContents,
    dispatch: createDispatch(core.handlers, () => undefined),
    listen: core.listen,
    reportIntruder: () => {
      intruders += 1
    },
  })
  return { ipc, stop, listenerCount, intruders: () => intruders }
}

test.each([
  { who: 'a sub-frame of the page', frame: { url: 'app://console/index.html', parent: page } },
  { who: 'a page of the web', frame: { url: 'https://example.org/', parent: null } },
  { who: 'a page whose address begins like ours', frame: { url: 'app://console.example.org/', parent: null } },
  { who: 'another host of our scheme', frame: { url: 'app://other/index.html', parent: null } },
  { who: 'a file', frame: { url: 'file:///app://console/index.html', parent: null } },
  { who: 'a blank page', frame: { url: 'about:blank', parent: null } },
  { who: 'a frame that is gone', frame: null },
])('refuses $who and reports it', async ({ frame }) => {
  const served = serve()
  const answer = await createIpcTransport(served.ipc.rendererOf(frame)).invoke('readConsole', {})
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'forbidden' } })
  expect(served.intruders()).toBe(1)
})

test('refuses another window that shows our own page', async () => {
  const served = serve()
  const answer = await createIpcTransport(served.ipc.rendererOf(page, 2)).invoke('readConsole', {})
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'forbidden' } })
})

test('responds to the page itself', async () => {
  const served = serve()
  expect(await createIpcTransport(served.ipc.rendererOf(page)).invoke('readConsole', {})).toMatchObject({ ok: true })
  expect(served.intruders()).toBe(0)
})

test('once stopped, listens to the core no more and the page gets that the console is closing', async () => {
  const served = serve()
  served.stop()
  expect(served.listenerCount()).toBe(0)
  const answer = await createIpcTransport(served.ipc.rendererOf(page)).invoke('readConsole', {})
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'unavailable' } })
})
