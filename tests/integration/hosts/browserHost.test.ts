import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket as NodeWebSocket } from 'ws'
import { systemRandom } from '../../../src/main/core/runtime/random.ts'
import type { BrowserHost } from '../../../src/main/hosts/browser/createBrowserHost.ts'
import { proofOf } from '../../../src/main/hosts/browser/pageKeys.ts'
import type { WebsocketTransport } from '../../../src/renderer/bridge/websocketBridge.ts'
import { type Credential, provenText } from '../../../src/shared/ipc/credential.ts'
import { closeCodes, pageFrameBytes } from '../../../src/shared/ipc/frames.ts'
import { connectPage, credentialOf, openBrowserHost, tokenOf } from '../../support/console/openBrowserHost.ts'
import { createPairedCore, type PairedCore } from '../../support/console/pairedCore.ts'
import { until } from '../../support/time/until.ts'

const pageSecret = systemRandom.bytes(32)
let paired: PairedCore
let logged: object[]
let host: BrowserHost
let pages: WebsocketTransport[]

beforeEach(async () => {
  paired = createPairedCore()
  logged = []
  pages = []
  host = await openBrowserHost(paired.core, { pageSecret, logged })
})
afterEach(async () => {
  for (const page of pages) page.close()
  await host.close()
})

function openPage(offers: readonly Credential[], keepReload?: (credential: Credential) => void): WebsocketTransport {
  const page = connectPage(host.port, offers, keepReload)
  pages.push(page)
  return page
}

/** Asks the host for a file with these headers. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part) => {
          body += part
        })
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
      })
      sent.on('error', reject).end()
    },
  )
}

/** Opens a bare socket with these headers, sends the frames, and returns the code it is closed with. */
async function closeCodeAfter(
  frames: readonly (string | Buffer)[],
  origin = `http://127.0.0.1:${host.port}`,
): Promise<number> {
  const socket = new NodeWebSocket(`ws://127.0.0.1:${host.port}/bridge`, { origin })
  await once(socket, 'open')
  for (const frame of frames) socket.send(frame)
  const [code] = await once(socket, 'close')
  return code
}

/** Comes in as a page does, over a bare socket. */
async function admit(socket: NodeWebSocket, { id, key }: Credential): Promise<void> {
  const pageNonce = randomUUID()
  await once(socket, 'open')
  socket.send(JSON.stringify({ id, nonce: pageNonce }))
  const [challenge] = await once(socket, 'message')
  const connection = { host: `127.0.0.1:${host.port}`, id, pageNonce, hostNonce: JSON.parse(challenge).challenge.nonce }
  socket.send(JSON.stringify({ proof: proofOf(key, provenText('page', connection)) }))
  await once(socket, 'message')
}

/** The HTTP status with which a connection is refused. */
async function refusedWith(path: string, headers: Record<string, string>): Promise<number> {
  const socket = new NodeWebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
  const [, response] = await once(socket, 'unexpected-response')
  return response.statusCode
}

test('serves the page with a policy of its own nonce and a bridge to this host only', async () => {
  const { status, headers, body } = await get('/')
  expect(status).toBe(200)
  const policy = String(headers['content-security-policy'])
  expect(policy).not.toContain('unsafe')
  expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${host.port};`)
  expect(body).toContain(`content="${/'nonce-([^']+)'/.exec(policy)?.[1]}"`)
  expect(body).not.toContain(tokenOf(host.newLink()))
})

test('a HEAD has no body, and other methods are refused', async () => {
  expect((await get('/app.js', {}, 'HEAD')).body).toBe('')
  expect((await get('/', {}, 'POST')).status).toBe(405)
})

test.each(['localhost', 'rebound.example.org', '127.0.0.1', '127.0.0.1:1'])(
  'a request that names the host %s is refused',
  async (name) => {
    expect((await get('/', { host: name })).status).toBe(403)
  },
)

test.each(['/../browserHost.test.ts', '/..%2f..%2fetc/passwd', '/%2e%2e/package.json', '/missing'])(
  'finds nothing at %s',
  async (path) => {
    expect((await get(path)).status).toBe(404)
  },
)

test('a connection of a foreign origin, of none, with a rebound name or to another path is refused', async () => {
  const own = `http://127.0.0.1:${host.port}`
  expect(await refusedWith('/bridge', { origin: 'https://example.org' })).toBe(403)
  expect(await refusedWith('/bridge', { origin: `${own}.example.org` })).toBe(403)
  expect(await refusedWith('/bridge', { origin: 'null' })).toBe(403)
  expect(await refusedWith('/bridge', {})).toBe(403)
  expect(await refusedWith('/bridge', { origin: own, host: `rebound.example.org:${host.port}` })).toBe(403)
  expect(await refusedWith('/', { origin: own })).toBe(403)
})

test('a wrong token closes the connection with its code, and nothing was sent', async () => {
  const nonce = randomUUID()
  const { id } = credentialOf(host.newLink())
  expect(await closeCodeAfter([JSON.stringify({ id: 'link.guess', nonce })])).toBe(closeCodes.notAdmitted)
  expect(await closeCodeAfter([JSON.stringify({ id: 'resume.b.c', nonce })])).toBe(closeCodes.notAdmitted)
  expect(await closeCodeAfter([JSON.stringify({ id, nonce }), JSON.stringify({ proof: 'guess' })])).toBe(
    closeCodes.notAdmitted,
  )
  expect(paired.listenerCount()).toBe(0)
})

test('the token of a link admits one page, once', async () => {
  const link = credentialOf(host.newLink())
  expect(await openPage([link]).invoke('readConsole', {})).toMatchObject({ ok: true })
  expect(await openPage([link]).invoke('readConsole', {})).toMatchObject({
    ok: false,
    failure: { kind: 'unauthenticated' },
  })
})

test('a command before the hello is not carried out', async () => {
  const frame = JSON.stringify({ id: 1, command: 'signOut', input: {} })
  expect(await closeCodeAfter([frame])).toBe(closeCodes.malformed)
})

test.each([
  ['text that is no JSON', '{'],
  ['a frame of another form', '{"id":"x"}'],
  ['bytes', Buffer.from('{}')],
])('closes at %s, before and after the hello', async (_what, frame) => {
  const hello = JSON.stringify({ id: credentialOf(host.newLink()).id, nonce: randomUUID() })
  expect(await closeCodeAfter([frame])).toBe(closeCodes.malformed)
  expect(await closeCodeAfter([hello, frame])).toBe(closeCodes.malformed)
})

test('closes at a frame over the limit and goes on serving others', async () => {
  const page = openPage([credentialOf(host.newLink())])
  await page.invoke('readConsole', {})
  const other = new NodeWebSocket(`ws://127.0.0.1:${host.port}/bridge`, { origin: `http://127.0.0.1:${host.port}` })
  await admit(other, credentialOf(host.newLink()))
  other.send('x'.repeat(pageFrameBytes + 1))
  expect((await once(other, 'close'))[0]).toBe(1009)
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
})

test('a command that is too long is refused without breaking the connection', async () => {
  const page = openPage([credentialOf(host.newLink())])
  let restarts = 0
  page.onRestart(() => {
    restarts += 1
  })
  const tooLong = await page.invoke('saveWorkspace', { openSessions: [], workspace: 'ü'.repeat(pageFrameBytes / 2) })
  expect(tooLong).toMatchObject({ ok: false, failure: { kind: 'tooLarge' } })
  expect(await page.invoke('readConsole', {})).toMatchObject({ ok: true })
  expect(restarts).toBe(0)
})

test('an open page comes back by itself when the host is restarted, and learns that it must read anew', async () => {
  const page = openPage([credentialOf(host.newLink())])
  let restarts = 0
  const received: number[] = []
  page.onRestart(() => {
    restarts += 1
  })
  page.listen((event) => event.name === 'linkChanged' && received.push(event.payload.since))
  await page.invoke('readConsole', {})
  const { port } = host
  await host.close()
  const givenMeanwhile = page.invoke('readConsole', {})
  host = await openBrowserHost(paired.core, { pageSecret, port })
  expect(await givenMeanwhile).toMatchObject({ ok: true })
  expect(restarts).toBe(1)
  paired.emit({
    name: 'linkChanged',
    payload: { mode: 'live', since: 7, lastAcknowledgedAt: null, fetchedAt: null, relayClock: null, failure: null },
  })
  await until('the event has arrived', () => received.length > 0)
  expect(received).toEqual([7])
})

test('a reloaded page is admitted by the key it was given, as long as the host that gave it runs', async () => {
  const kept: Credential[] = []
  const page = openPage([credentialOf(host.newLink())], (credential) => kept.push(credential))
  await page.invoke('readConsole', {})
  page.close()
  const usedLink = { id: 'link.used', key: 'before' }
  expect(await openPage([usedLink, ...kept]).invoke('readConsole', {})).toMatchObject({ ok: true })
  const { port } = host
  await host.close()
  host = await openBrowserHost(paired.core, { pageSecret, port })
  const failure = {
    kind: 'unauthenticated',
    message: expect.stringContaining('press Enter where it runs for a new one'),
  }
  expect(await openPage(kept).invoke('readConsole', {})).toMatchObject({ failure })
})

test('of the commands under way when the host died, only those that may be carried out twice are given again', async () => {
  const page = openPage([credentialOf(host.newLink())])
  await page.invoke('readConsole', {})
  const forever = () => new Promise<never>(() => undefined)
  const never = { ...paired.core.handlers, readEntries: forever, signOut: forever }
  const { port } = host
  await host.close()
  host = await openBrowserHost({ ...paired.core, handlers: never }, { pageSecret, port })
  await page.invoke('readConsole', {})
  const reading = page.invoke('readEntries', { sessionId: 's', thread: 'care', from: { kind: 'end' }, limit: 1 })
  const leaving = page.invoke('signOut', {})
  await page.invoke('readConsole', {})
  await host.close()
  expect(await leaving).toMatchObject({ ok: false, failure: { kind: 'offline' } })
  host = await openBrowserHost(paired.core, { pageSecret, port })
  expect(await reading).toMatchObject({ ok: true })
})

test('a page that has gone is not listened for any longer', async () => {
  const page = openPage([credentialOf(host.newLink())])
  await page.invoke('readConsole', {})
  expect(paired.listenerCount()).toBe(1)
  page.close()
  await until('the host has let go', () => paired.listenerCount() === 0)
})

test('logs a defect by its kind and place, without its text', async () => {
  const page = openPage([credentialOf(host.newLink())])
  await page.invoke('setPresence', { status: 'away' })
  expect(JSON.stringify(logged)).toContain('TypeError')
  expect(JSON.stringify(logged)).not.toContain('MARKER-TEXT')
})

test('a port in use is refused in one line', async () => {
  await expect(openBrowserHost(paired.core, { port: host.port })).rejects.toThrow(`port ${host.port} is in use`)
})
