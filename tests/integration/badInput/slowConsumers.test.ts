import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { connectionLimits } from '../../../relay/engine/connectionLimits.ts'
import { createUnreadPollGate } from '../../../relay/engine/wire/limitPendingPolls.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const didNotRead = 'connection does not read, ended'
const sentTooMuch = 'connection sends too much, ended'
const text = 'x'.repeat(limits.messageTextBytes)

let relay: StartedRelay
let logged: string
let pat: NativeClient
beforeEach(async () => {
  logged = ''
  const write = (line: string) => {
    logged += line
  }
  relay = await startRelay({ logTo: { write } })
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
})
afterEach(async () => {
  pat.close()
  await relay.stop()
})

/** Clients by the way they come in: the first packet of their namespace, and what they send once they are there. */
const clients = {
  'of the native protocol': { namespace: '/rounds,', hello: [] },
  'of the sessions dialect': { namespace: '', hello: ['42["join-session","s1"]'] },
  'of the chats dialect': { namespace: '/chat,', hello: ['42/chat,["join_chat","s1"]'] },
} as const

async function authOf(): Promise<string> {
  const device = { id: newEntryId(), name: 'slow' }
  return JSON.stringify({ token: await relay.tokenFor('doc', 'clinician'), protocol: protocolVersion, device })
}

async function openSlow({ namespace, hello }: (typeof clients)[keyof typeof clients]): Promise<WebSocket> {
  const slow = new WebSocket(`${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  onTestFinished(() => slow.terminate())
  await new Promise<void>((resolve) => slow.once('open', () => resolve()))
  slow.send(`40${namespace}${await authOf()}`)
  await until('it is connected', () => logged.split('"connected"').length > 2)
  for (const frame of hello) slow.send(frame)
  return slow
}

/** Has the patient write until the relay has ended somebody; returns how many bytes that took. */
async function writeUntilEnded(): Promise<number> {
  let bytes = 0
  while (!logged.includes(didNotRead) && bytes < 64 * connectionLimits.unsentBytes) {
    await Promise.all(Array.from({ length: 50 }, () => pat.send('s1', text)))
    bytes += 50 * text.length
  }
  return bytes
}

async function expectServing(): Promise<void> {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  onTestFinished(doc.close)
  expect(await pat.send('s1', 'still there?')).toMatchObject({ success: true })
  await doc.until('the message has come', () => doc.entries.length > 0)
}

it.each(Object.entries(clients))(
  'a client %s that does not read is ended before it fills the memory',
  async (_, as) => {
    const slow = await openSlow(as)
    // The dialects' clients are in the room once the relay has told them so.
    if (as.hello.length > 0) await until('it has joined', () => logged.length > 0)
    slow.pause()
    await writeUntilEnded()
    expect(logged).toContain(didNotRead)
    await until('it is gone', () => logged.includes('"disconnected"'))
    await expectServing()
  },
)

it('a client that asks and does not read the answers is ended', async () => {
  await Promise.all(Array.from({ length: 200 }, () => pat.send('s1', text)))
  const slow = await openSlow(clients['of the native protocol'])
  slow.pause()
  const cursors = [{ sessionId: 's1', thread: 'care', after: 0 }]
  for (let asked = 0; asked < 400 && !logged.includes(didNotRead); asked += 1) {
    slow.send(`42/rounds,${asked}${JSON.stringify(['sync:pull', { scope: 'cursors', cursors }])}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await until('it is ended', () => logged.includes(didNotRead))
  await expectServing()
})

it('a client that pings and does not take the answers is ended', async () => {
  const slow = await openSlow(clients['of the native protocol'])
  slow.pause()
  let isClosed = false
  slow.on('error', () => undefined)
  slow.on('close', () => {
    isClosed = true
  })
  const payload = 'x'.repeat(125)
  let sent = 0
  const most = (64 * connectionLimits.unsentBytes) / payload.length
  while (!logged.includes('"disconnected"') && sent < most) {
    for (let ping = 0; ping < 2_000; ping += 1) slow.ping(payload)
    sent += 2_000
    await new Promise((resolve) => setImmediate(resolve))
    await until('the line takes more', () => slow.bufferedAmount < 1024 * 1024 || isClosed)
  }
  expect(logged).toContain('"disconnected"')
  await expectServing()
})

/** Begins a polling connection of the native protocol. */
async function openPolling(): Promise<string> {
  // The node that began it answers the rest of it.
  const { url: node } = relay
  const begin = await (await fetch(`${node}/socket.io/?EIO=4&transport=polling`)).text()
  const { sid } = JSON.parse(begin.slice(1))
  const url = `${node}/socket.io/?EIO=4&transport=polling&sid=${sid}`
  await fetch(url, { method: 'POST', body: `40/rounds,${await authOf()}` })
  await fetch(url)
  await until('it is connected', () => logged.split('"connected"').length > 2)
  return url
}

it('a polling client that never polls again is ended', async () => {
  await openPolling()
  await writeUntilEnded()
  expect(logged).toContain(didNotRead)
  await expectServing()
})

it('a polling client gets no answer before it has taken the last one', async () => {
  const gate = createUnreadPollGate()
  const tooMuch = Buffer.alloc(64 * 1024 * 1024)
  const server = createServer((request, response) => {
    // As Engine.IO does before its middleware.
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://relay').searchParams)
    gate(Object.assign(request, { _query: query }), response, () => response.end(tooMuch))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const poll = (sid: string) => fetch(`http://127.0.0.1:${port}/?sid=${sid}`)
  const line = connect(port, '127.0.0.1')
  onTestFinished(() => void line.destroy())
  line.write('GET /?sid=one HTTP/1.1\r\nHost: relay\r\n\r\n')
  await new Promise((resolve) => line.once('readable', resolve))
  const refused = await poll('one')
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ success: false, code: 'rateLimited', retry: 'later' })
  const other = await poll('two')
  expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, tooMuch.length])
  expect((await (await poll('two')).arrayBuffer()).byteLength).toBe(tooMuch.length)
  line.destroy()
  await until('the first has gone', async () => {
    const again = await poll('one')
    await again.arrayBuffer()
    return again.status === 200
  })
})

it('a request of the polling transport with more frames than are dealt with at once ends its connection', async () => {
  const url = await openPolling()
  const frame = '42/rounds,["nothing"]'
  const body = Array.from({ length: connectionLimits.framesPerPost + 1 }, () => frame).join('\x1e')
  await fetch(url, { method: 'POST', body }).catch(() => undefined)
  await until('it is ended', () => logged.includes(sentTooMuch))
  await expectServing()
})

it('requests that nobody waits for are refused beyond a number, until some are answered', async () => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const slowRelay = await startRelay({
    wrapStore: (store) => ({
      ...store,
      log: { ...store.log, read: (query) => held.then(() => store.log.read(query)) },
    }),
  })
  onTestFinished(() => slowRelay.stop())
  await slowRelay.putSession('s1', { doc: 'clinician' })
  const doc = await connectNative({ url: slowRelay.url, token: await slowRelay.tokenFor('doc', 'clinician') })
  onTestFinished(doc.close)
  const pull = { scope: 'cursors', cursors: [{ sessionId: 's1', thread: 'care', after: 0 }] }
  const waiting = Array.from({ length: connectionLimits.unansweredRequests }, () =>
    doc.request('sync:pull', pull, 60_000),
  )
  const refused = await doc.request('sync:pull', pull)
  expect(refused).toMatchObject({ success: false, code: 'rateLimited', retry: 'later' })
  release()
  for (const answer of await Promise.all(waiting)) expect(answer.success).toBe(true)
  expect((await doc.request('sync:pull', pull)).success).toBe(true)
})
