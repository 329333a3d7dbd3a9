import { io } from 'socket.io-client'
import { v4 } from 'uuid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'
import { connectDialect } from '../../support/dialects/dialectClient.ts'
import { connectNative, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

/** Sending: 40 in ten seconds; requests: 30 a user, 120 an address; connecting: 3 a user, 30 an address. */
const factor = 0.01
let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay({ env: { RATE_LIMIT_FACTOR: String(factor) } })
  await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
})
afterEach(() => relay.stop())

const sends = Math.round(rateLimits.sendAsUser.points * factor)

it('a user who floods a session is refused, by whatever way the messages come, and the others are not', async () => {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  for (let sent = 0; sent < sends; sent++)
    expect(await doc.send('s1', `message ${sent}`)).toMatchObject({ success: true })
  expect(await doc.send('s1', 'one too many')).toMatchObject({ success: false, code: 'rateLimited', retry: 'later' })
  const react = { id: newEntryId(), sessionId: 's1', thread: 'care', target: newEntryId(), emoji: '👍', on: true }
  expect(await doc.request('message:react', react)).toMatchObject({ success: false, code: 'rateLimited' })
  const claim = { id: newEntryId(), sessionId: 's1' }
  expect(await doc.request('session:claim', claim)).toMatchObject({ success: false, code: 'rateLimited' })

  const post = async (userId: string, role: 'clinician' | 'patient') =>
    fetch(`${relay.url}/api/sessions/s1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await relay.tokenFor(userId, role)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'hello' }),
    })
  // On another node it may take a moment, and some more messages, until it is known there too.
  let refused = await post('doc', 'clinician')
  for (let tried = 0; tried < sends && refused.status === 200; tried++) refused = await post('doc', 'clinician')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ success: false, code: 'rateLimited', retry: 'later' })
  expect((await post('pat', 'patient')).status).toBe(200)
  doc.close()
})

it('a user who asks over HTTP without end is refused with how long to wait', async () => {
  const headers = { authorization: `Bearer ${await relay.tokenFor('doc', 'clinician')}` }
  const ask = () => fetch(`${relay.url}/api/sessions`, { headers })
  const most = Math.round(rateLimits.requestAsUser.points * factor)
  for (let asked = 0; asked < most; asked++) expect((await ask()).status).toBe(200)
  const refused = await ask()
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await fetch(`${relay.url}/health`)).status).toBe(200)
})

it('a user who connects again and again is refused in words', async () => {
  const token = await relay.tokenFor('doc', 'clinician')
  const most = Math.round(rateLimits.connectAsUser.points * factor)
  for (let connected = 0; connected < most; connected++) (await connectNative({ url: relay.url, token })).close()
  await expect(connectNative({ url: relay.url, token })).rejects.toThrow('Too many requests. Try again in')
})

it('an address that begins connections without end is refused before anything is known of it', async () => {
  const most = Math.round(rateLimits.connectFromAddress.points * factor)
  const poll = () => fetch(`${relay.url}/socket.io/?EIO=4&transport=polling`)
  for (let begun = 0; begun < most; begun++) expect((await poll()).status).toBe(200)
  const refused = await poll()
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect(await refused.json()).toMatchObject({ success: false, code: 'rateLimited' })
  const socket = io(`${relay.url}/rounds`, { transports: ['websocket'], reconnection: false, forceNew: true })
  const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve))
  expect(error.message).toBe('websocket error')
})

it('someone who types without end is refused in this session, in whatever protocol, and is still heard to stop', async () => {
  await relay.putSession('s2', { pat: 'patient', doc: 'clinician' })
  const most = Math.round(rateLimits.typingInSession.points * factor)
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  const type = (sessionId: string, typing: boolean) => pat.request('typing:set', { sessionId, thread: 'care', typing })
  for (let typed = 0; typed < most; typed++) expect(await type('s1', true)).toMatchObject({ success: true })
  expect(await type('s1', true)).toMatchObject({ code: 'rateLimited', retry: 'later' })
  expect(await type('s2', true)).toMatchObject({ success: true })
  const dialect = await connectDialect({ url: relay.url, auth: { token: await relay.tokenFor('pat', 'patient') } })
  // On another node it may take a moment, and some more notices, until it is known there too.
  let refused = await dialect.ask('typing:start', { visitId: 's1' })
  for (let tried = 0; tried < most && refused.success; tried++)
    refused = await dialect.ask('typing:start', { visitId: 's1' })
  expect(refused).toMatchObject({ success: false, code: 'rateLimited' })
  expect(await type('s1', false)).toMatchObject({ success: true })
  const heard = () => doc.payloads('typing').flatMap(({ items }) => items.filter(({ sessionId }) => sessionId === 's1'))
  await doc.until('the end of typing', () => heard().some(({ typing }) => !typing))
  for (const client of [doc, pat, dialect]) client.close()
})

it('someone who changes their presence without end is refused', async () => {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const set = () => doc.request('presence:set', { status: 'busy' })
  const most = Math.round(rateLimits.presenceAsUser.points * factor)
  for (let count = 0; count < most; count++) expect(await set()).toMatchObject({ success: true })
  expect(await set()).toMatchObject({ success: false, code: 'rateLimited', retry: 'later' })
  doc.close()
})

it('an address that calls without end is refused, whoever calls from it', async () => {
  const most = Math.round(rateLimits.callFromAddress.points * factor)
  const call = async (caller: string) => {
    await relay.putSession(`of ${caller}`.replace(' ', '-'), { [caller]: 'clinician', pat: 'patient' })
    const client = await connectNative({ url: relay.url, token: await relay.tokenFor(caller, 'clinician') })
    const request = { callId: v4(), sessionId: `of-${caller}`, recipientId: 'pat', callType: 'audio' }
    const answer = await client.request('call:initiate', request)
    client.close()
    return answer
  }
  for (let count = 0; count < most; count++) expect(await call(`doc-${count}`)).toMatchObject({ success: true })
  expect(await call('doc-of-the-same-address')).toMatchObject({ success: false, code: 'rateLimited' })
})

it('an address that asks for the reference without end is refused, and what runs the relay is not', async () => {
  const most = Math.round(rateLimits.requestFromAddress.points * factor)
  const ask = async (path: string) => (await fetch(relay.url + path)).status
  for (let asked = 0; asked < most; asked++) expect(await ask('/api/socket')).toBe(200)
  for (const path of ['/docs', '/api/openapi.json', '/docs/asyncapi.json']) expect(await ask(path), path).toBe(429)
  for (const path of ['/health', '/ready', '/metrics']) expect(await ask(path), path).toBe(200)
})

it('a connection that sends frames without end is ended, whatever is in them, and the others are not', async () => {
  const doc = await connectNative({ url: relay.url, token: await relay.tokenFor('doc', 'clinician') })
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  const most = Math.round(rateLimits.framesFromConnection.points * factor)
  for (let sent = 0; sent <= 2 * most; sent++) pat.socket.emit('nothing that there is', sent)
  expect(await pat.ended).toBe('transport close')
  expect(await doc.send('s1', 'still there')).toMatchObject({ success: true })
  // Counted by the node that the connection was on.
  const isCounted = async () => {
    const metrics = await (await fetch(`${relay.url}/metrics`)).text()
    return metrics.includes('rounds_rate_limited_total{limit="framesFromConnection"} 1')
  }
  await until('a node has counted the refusal', isCounted)
  doc.close()
})

it('a connection that sends large frames is ended after fewer of them', async () => {
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient') })
  const large = 'x'.repeat(500_000)
  const most = Math.round(rateLimits.framesFromConnection.points * factor)
  for (let sent = 0; sent < most / 50; sent++) pat.socket.emit('nothing that there is', large)
  expect(await pat.ended).toBe('transport close')
})
