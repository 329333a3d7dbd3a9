import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Tokens, tokensSchema } from '../../../src/shared/protocol/rest.ts'
import { connectDialect, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const password = 'a password for these tests'
const ada = { name: 'Ada', role: 'clinician', email: 'ada@clinic.example', password } as const

let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay()
  await relay.putUser('ada', ada)
  await relay.putSession('s1', { pat: 'patient', ada: 'clinician' })
})
afterEach(() => relay.stop())

const post = (path: string, body: object) =>
  fetch(new URL(path, relay.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const signIn = async (): Promise<Tokens> =>
  tokensSchema.parse(await (await post('/api/auth/login', { email: ada.email, password })).json())
const read = async (token: string): Promise<number> =>
  (await fetch(`${relay.url}/api/sessions`, { headers: { authorization: `Bearer ${token}` } })).status

/** A connection of every protocol by this token, each on another node where there are several. */
async function connectAll(token: string) {
  const native = await connectNative({ url: relay.url, token })
  const dialects: DialectClient[] = []
  for (const options of [{}, { namespace: '/chat' as const }, { auth: { chatId: 's1' } }])
    dialects.push(await connectDialect({ url: relay.url, ...options, auth: { ...options.auth, token } }))
  onTestFinished(() => {
    native.close()
    for (const client of dialects) client.socket.close()
  })
  const sockets = [native.socket, ...dialects.map(({ socket }) => socket)]
  return {
    areOpen: () => sockets.every(({ connected }) => connected),
    end: () => until('every connection has ended', () => sockets.every(({ connected }) => !connected)),
  }
}

describe('an access token and the connections that it opened end', () => {
  it('with the log-out of their login, and those of another login go on', async () => {
    const [one, other] = [await signIn(), await signIn()]
    const [ended, going] = [await connectAll(one.token), await connectAll(other.token)]
    expect((await post('/api/auth/logout', { refreshToken: one.refreshToken })).status).toBe(200)
    await ended.end()
    expect(await read(one.token)).toBe(401)
    await expect(connectNative({ url: relay.url, token: one.token })).rejects.toThrow('Token expired')
    await expect(connectDialect({ url: relay.url, auth: { token: one.token } })).rejects.toThrow('Token expired')
    expect(going.areOpen()).toBe(true)
    expect(await read(other.token)).toBe(200)
  })

  it('when a stolen refresh token is used again', async () => {
    const first = await signIn()
    const next = async (refreshToken: string) => (await post('/api/auth/refresh', { refreshToken })).json()
    const second = tokensSchema.parse(await next(first.refreshToken))
    const third = tokensSchema.parse(await next(second.refreshToken))
    const ended = await connectAll(third.token)
    expect((await post('/api/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(401)
    await ended.end()
    expect(await read(third.token)).toBe(401)
  })

  it.each([
    ['password', { ...ada, password: 'another password of hers' }],
    ['role', { ...ada, role: 'support' }],
  ] as const)('with another %s, whoever issued the token; refresh tokens too', async (_what, put) => {
    const own = await signIn()
    const foreign = await tokenWith({ userId: 'ada', role: 'doctor', iat: Math.floor(Date.now() / 1000) - 1 })
    const [byOwn, byForeign] = [await connectAll(own.token), await connectAll(foreign)]
    await relay.putUser('ada', put)
    await byOwn.end()
    await byForeign.end()
    for (const token of [own.token, foreign]) expect(await read(token)).toBe(401)
    expect((await post('/api/auth/refresh', { refreshToken: own.refreshToken })).status).toBe(401)
    const later = await tokenWith({ userId: 'ada', role: 'doctor', iat: Math.floor(Date.now() / 1000) + 1 })
    expect(await read(later)).toBe(200)
  })

  it('and not when an account is put as it is, or under another name', async () => {
    const { token } = await signIn()
    const going = await connectAll(token)
    await relay.putUser('ada', { ...ada, name: 'Ada O.' })
    expect(await read(token)).toBe(200)
    expect(going.areOpen()).toBe(true)
  })
})

it('an announcement for clinicians does not reach a subscriber whose role is patient by now', async () => {
  const clinician = await connectDialect({ url: relay.url, auth: { token: (await signIn()).token } })
  onTestFinished(() => void clinician.socket.close())
  expect(await clinician.ask('notification:subscribe', { topics: ['rota'] })).toMatchObject({ success: true })
  const announce = async (text: string) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await relay.tokenFor('boss', 'admin')}`,
    }
    const body = JSON.stringify({
      to: { topic: 'rota', roles: ['clinician'] },
      priority: 'normal',
      title: 'Rota',
      text,
    })
    return await (await fetch(`${relay.url}/api/notifications`, { method: 'POST', headers, body })).json()
  }
  expect(await announce('while a clinician')).toMatchObject({ notifiedCount: 1 })
  await relay.putUser('ada', { ...ada, role: 'patient' })
  expect(await announce('by now a patient')).toMatchObject({ notifiedCount: 0 })
})
