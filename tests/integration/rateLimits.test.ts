import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rateLimits } from '../../relay/limits/rateLimits.ts'
import { connectNative, newEntryId } from '../support/nativeClient.ts'
import { type StartedRelay, startRelay } from '../support/startRelay.ts'

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

  const post = async (userId: string, role: 'clinician' | 'patient') =>
    fetch(`${relay.url}/api/sessions/s1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await relay.tokenFor(userId, role)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'hello' }),
    })
  const refused = await post('doc', 'clinician')
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
