import { once } from 'node:events'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const page = 'Mozilla/5.0 (the page of a clinic)'

let relay: StartedRelay
let url: string
let token: string
beforeAll(async () => {
  relay = await startRelay({ env: { TRUST_PROXY: '1' } })
  url = relay.url
  token = await relay.tokenFor('doc', 'clinician')
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
})
afterAll(() => relay.stop())

type Sends = Readonly<{ from?: string; agent?: string; bearer?: string; query?: string }>
const headersOf = ({ from = '203.0.113.1', agent = page, bearer }: Sends) => ({
  'x-forwarded-for': from,
  ...(agent === '' ? {} : { 'user-agent': agent }),
  ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
})
const addressOf = (transport: 'polling' | 'websocket', sid: string, { query }: Sends) =>
  `/socket.io/?EIO=4&transport=${transport}${sid && `&sid=${sid}`}${query === undefined ? '' : `&token=${query}`}`

async function poll(sid: string, sends: Sends, body?: string) {
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await fetch(url + addressOf('polling', sid, sends), {
    method,
    headers: headersOf(sends),
    body: body ?? null,
  })
  return { status: answer.status, text: await answer.text() }
}

/** Opens a connection by polling and speaks for the clinician, as far as to be connected. */
async function open(sends: Sends): Promise<string> {
  const [, sid = ''] = /"sid":"([^"]+)"/.exec((await poll('', sends)).text) ?? []
  expect(await poll(sid, sends, `40${JSON.stringify({ token })}`)).toMatchObject({ status: 200, text: 'ok' })
  expect((await poll(sid, sends)).text).toMatch(/^40/)
  return sid
}

/** Probes a WebSocket for this connection: whether it is taken for it. */
async function upgrades(sid: string, sends: Sends): Promise<boolean> {
  const { 'user-agent': _, ...headers } = headersOf({ agent: '', ...sends })
  const agent = sends.agent === undefined ? {} : { 'user-agent': sends.agent }
  const address = url.replace('http', 'ws') + addressOf('websocket', sid, sends)
  const socket = new WebSocket(address, { headers: { ...headers, ...agent } })
  onTestFinished(() => socket.terminate())
  const refused = once(socket, 'error').then(() => false)
  const taken = once(socket, 'open').then(async () => {
    socket.send('2probe')
    const [data] = await once(socket, 'message')
    return String(data) === '3probe'
  })
  return await Promise.race([refused, taken.catch(() => false)])
}

const unknown = { status: 400, text: JSON.stringify({ code: 1, message: 'Session ID unknown' }) }

describe.each<readonly [string, Sends, Sends, Sends]>([
  ['the token of its header', { bearer: 'mine' }, { bearer: 'mine', from: '203.0.113.9' }, { bearer: 'theirs' }],
  ['the token of its header, which others lack', { bearer: 'mine' }, { bearer: 'mine' }, {}],
  ['the token of its query', { query: 'mine' }, { query: 'mine', from: '203.0.113.9' }, { query: 'theirs' }],
  ['the token of its query, which others lack', { query: 'mine' }, { query: 'mine' }, {}],
  ['its address', {}, {}, { from: '203.0.113.2' }],
  ['its IPv6 network', { from: '2001:db8::1' }, { from: '2001:db8::2' }, { from: '2001:db8:0:1::1' }],
  ['its program', {}, {}, { agent: 'curl/8' }],
])('a polling connection is bound to %s', (_what, opens, owner, stranger) => {
  it('and is none for anybody else, while its own line goes on', async () => {
    const sid = await open(opens)
    expect(await poll(sid, stranger)).toEqual(unknown)
    expect(await poll(sid, stranger, '42["join-session","s1"]')).toEqual(unknown)
    expect(await poll('made-up', stranger)).toEqual(unknown)
    const isHeaderAlone = opens.bearer !== undefined && stranger.bearer === undefined
    // A browser's WebSocket has no such header: there the address tells.
    expect(await upgrades(sid, { ...stranger, ...(isHeaderAlone ? { from: '203.0.113.2' } : {}) })).toBe(false)
    expect(await poll(sid, owner, '421["nothing that there is"]')).toEqual({ status: 200, text: 'ok' })
    expect((await poll(sid, owner)).status).toBe(200)
    expect(await upgrades(sid, owner)).toBe(true)
  })
})

it('a connection that was opened as a WebSocket is taken over by no request', async () => {
  const socket = new WebSocket(url.replace('http', 'ws') + addressOf('websocket', '', {}), { headers: headersOf({}) })
  onTestFinished(() => socket.terminate())
  const [, sid = ''] = /"sid":"([^"]+)"/.exec(String(await once(socket, 'message'))) ?? []
  expect(sid).not.toBe('')
  expect(await upgrades(sid, {})).toBe(false)
  expect(await poll(sid, {})).toEqual(unknown)
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

describe.each(['auth', 'query', 'header'] as const)('a client of socket.io with its token in %s', (place) => {
  it.each([[['polling']], [['polling', 'websocket']], [['websocket', 'polling']]])(
    'connects by %s',
    async (transports) => {
      const socket = io(url, {
        transports,
        forceNew: true,
        reconnection: false,
        ...(place === 'auth' ? { auth: { token } } : {}),
        ...(place === 'query' ? { query: { token } } : {}),
        ...(place === 'header' ? { extraHeaders: { authorization: `Bearer ${token}` } } : {}),
      })
      onTestFinished(() => void socket.close())
      await new Promise(
        (resolve, reject) => void socket.once('connect', () => resolve(true)).once('connect_error', reject),
      )
      const last = transports.includes('websocket') ? 'websocket' : 'polling'
      await until('it is where it goes', () => socket.io.engine.transport.name === last)
      expect(await socket.timeout(10_000).emitWithAck('join-session', 's1')).toMatchObject({ success: true })
    },
  )
})
