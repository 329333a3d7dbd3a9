import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import type { BrowserHost } from '../../../src/main/hosts/browser/createBrowserHost.ts'
import type { Answering } from '../../../src/renderer/bridge/bridgeConnection.ts'
import type { WebsocketTransport } from '../../../src/renderer/bridge/websocketBridge.ts'
import type { Credential } from '../../../src/shared/ipc/credential.ts'
import { connectPage, credentialOf, openBrowserHost } from '../../support/console/openBrowserHost.ts'
import { createPairedCore, type PairedCore } from '../../support/console/pairedCore.ts'
import { until } from '../../support/time/until.ts'

/* Another user of the machine, who can connect to every loopback port and listen on each that is free. */

const pageSecret = systemRandom.bytes(32)
let paired: PairedCore
let host: BrowserHost
let page: WebsocketTransport
let kept: Credential[]
let answering: Answering[]
let restarts: number

beforeEach(async () => {
  paired = createPairedCore()
  kept = []
  answering = []
  restarts = 0
  host = await openBrowserHost(paired.core, { pageSecret })
  page = connectPage(host.port, [credentialOf(host.newLink())], (credential) => kept.push(credential))
  page.onLost((what) => answering.push(what))
  page.onRestart(() => {
    restarts += 1
  })
  await page.invoke('readConsole', {})
})
afterEach(async () => {
  page.close()
  await host.close()
})

/** Listens where the host was, writes down what it is sent, and does with each connection what the test wants. */
async function listenInPlace(answer: (socket: NodeWebSocket, frame: string) => void) {
  const frames: string[] = []
  const server = new WebSocketServer({ port: host.port, host: '127.0.0.1' })
  await once(server, 'listening')
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      frames.push(String(data))
      answer(socket, String(data))
    }),
  )
  const close = async () => {
    for (const socket of server.clients) socket.terminate()
    const closed = once(server, 'close')
    server.close()
    await closed
  }
  return { frames, close }
}

test.each([
  ['with a proof of its own', (socket: NodeWebSocket) => socket.send('{"challenge":{"nonce":"n","proof":"p"}}')],
  ['with a welcome', (socket: NodeWebSocket) => socket.send('{"welcome":{"reload":{},"resume":{}}}')],
  ['with an event', (socket: NodeWebSocket) => socket.send('{"event":{"name":"linkChanged","payload":{}}}')],
  ['with a refusal', (socket: NodeWebSocket) => socket.close(4401)],
])(
  'whoever listens where the host was and answers %s gets no key and no command, and the page finds its host again',
  async (_how, answer) => {
    await host.close()
    const stranger = await listenInPlace(answer)
    const meanwhile = page.invoke('saveDraft', { sessionId: 's', thread: 'care', text: 'MARKER-TEXT' })
    await until('the stranger is known as one', () => answering.includes('stranger'))
    await stranger.close()
    for (const frame of stranger.frames) {
      expect(Object.keys(JSON.parse(frame)).sort()).toEqual(['id', 'nonce'])
      for (const { key } of kept) expect(frame).not.toContain(key)
    }
    host = await openBrowserHost(paired.core, { pageSecret, port: host.port })
    await meanwhile
    expect(restarts).toBe(1)
  },
)

test('what a stranger could read in the browser after the host has ended admits nobody to the next one', async () => {
  const { port } = host
  page.close()
  await host.close()
  host = await openBrowserHost(paired.core, { pageSecret, port })
  const newcomer = connectPage(port, kept)
  expect(await newcomer.invoke('readConsole', {})).toMatchObject({ ok: false, failure: { kind: 'unauthenticated' } })
  newcomer.close()
})

test('a stranger who passes the page on to its host at another port comes in nowhere', async () => {
  const { port } = host
  await host.close()
  const elsewhere = await openBrowserHost(paired.core, { pageSecret })
  const own = `http://127.0.0.1:${elsewhere.port}`
  const stranger = await listenInPlace((socket, frame) => {
    const onward = new NodeWebSocket(`${own.replace('http', 'ws')}/bridge`, { origin: own })
    onward.on('open', () => onward.send(frame))
    onward.on('message', (data) => socket.send(String(data)))
    socket.on('close', () => onward.terminate())
  })
  await until('the host elsewhere is known as not the one', () => answering.includes('stranger'))
  expect(stranger.frames.filter((frame) => 'proof' in JSON.parse(frame))).toEqual([])
  expect(paired.listenerCount()).toBe(0)
  await stranger.close()
  await elsewhere.close()
  host = await openBrowserHost(paired.core, { pageSecret, port })
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
})

test('hundreds of connections without a key keep no page out, and end none that is in', async () => {
  const open = async () => {
    const socket = new NodeWebSocket(`ws://127.0.0.1:${host.port}/bridge`, { origin: `http://127.0.0.1:${host.port}` })
    socket.on('error', () => undefined)
    await Promise.race([once(socket, 'open'), once(socket, 'close')])
    return socket
  }
  const strangers: NodeWebSocket[] = []
  for (let round = 0; round < 4; round += 1) {
    strangers.push(...(await Promise.all(Array.from({ length: 100 }, open))))
  }
  const newcomer = connectPage(host.port, [credentialOf(host.newLink())])
  expect(await newcomer.invoke('readConsole', {})).toMatchObject({ ok: true })
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
  expect(restarts).toBe(0)
  const isOpen = ({ readyState }: NodeWebSocket) => readyState === NodeWebSocket.OPEN
  await until('the oldest have made room', () => strangers.filter(isOpen).length <= 256)
  for (const socket of strangers) socket.terminate()
  newcomer.close()
})

test('bare connections on which nothing comes keep no page out either', async () => {
  const bare = Array.from({ length: 600 }, () => connect(host.port, '127.0.0.1').on('error', () => undefined))
  await until('the oldest have made room', () => bare.filter(({ destroyed }) => destroyed).length >= 300)
  const newcomer = connectPage(host.port, [credentialOf(host.newLink())])
  expect(await newcomer.invoke('readConsole', {})).toMatchObject({ ok: true })
  for (const socket of bare) socket.destroy()
  newcomer.close()
})

test('a connection without a key is ended when it sends more than a name and a proof', async () => {
  const socket = new NodeWebSocket(`ws://127.0.0.1:${host.port}/bridge`, { origin: `http://127.0.0.1:${host.port}` })
  await once(socket, 'open')
  socket.send('x'.repeat(64 * 1024))
  expect((await once(socket, 'close'))[0]).toBe(1006)
})
