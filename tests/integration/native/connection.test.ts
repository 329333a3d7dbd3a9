import { SignJWT } from 'jose'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Role } from '../../../src/shared/model/role.ts'
import { handshakeRefusals } from '../../../src/shared/protocol/handshake.ts'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { protocolVersion } from '../../../src/shared/protocol/version.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

describe('connecting, and staying connected', () => {
  let relay: StartedRelay
  let clock: FakeClock
  let clients: NativeClient[]
  let logged: string

  beforeEach(async () => {
    clients = []
    logged = ''
    clock = createFakeClock()
    relay = await startRelay({
      clock,
      logTo: {
        write: (line) => {
          logged += line
        },
      },
    })
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function connect(userId: string, role: Role, lifeMs = 3_600_000): Promise<NativeClient> {
    const token = await relay.tokenFor(userId, role, userId, lifeMs)
    const client = await connectNative({ url: relay.url, token })
    clients.push(client)
    return client
  }
  /** The relay still serves a newcomer. */
  async function expectServing(): Promise<void> {
    const pat = await connect('pat', 'patient')
    expect(await pat.send('s1', 'still there?')).toMatchObject({ success: true })
  }

  const refusedWith = (token: string, protocol?: number) =>
    connectNative({ url: relay.url, token, ...(protocol === undefined ? {} : { protocol }) }).then(
      () => 'let in',
      (error: Error) => error.message,
    )

  it('refuses a handshake with the exact words that clients tell the cases apart by', async () => {
    const right = await relay.tokenFor('pat', 'patient')
    const [header = '', payload = '', signature = ''] = right.split('.')
    const claims = { userId: 'pat', role: 'patient', exp: Math.floor(clock.now() / 1000) + 60 }
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const sign = (secret: string, more: object = {}) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))

    expect(await refusedWith('')).toBe(handshakeRefusals.noToken)
    expect(await refusedWith('nonsense')).toBe(handshakeRefusals.invalidToken)
    expect(await refusedWith(await sign('a different secret that is long enough too'))).toBe(
      handshakeRefusals.invalidToken,
    )
    expect(await refusedWith(`${encode({ alg: 'none' })}.${encode(claims)}.`)).toBe(handshakeRefusals.invalidToken)
    expect(await refusedWith(`${header}.${encode({ ...claims, userId: 'doc' })}.${signature}`)).toBe(
      handshakeRefusals.invalidToken,
    )
    expect(await refusedWith(`${header}.${payload}.`)).toBe(handshakeRefusals.invalidToken)
    expect(await refusedWith(await sign(testSecret, { role: 'emperor' }))).toBe(handshakeRefusals.invalidToken)
    const nowS = Math.floor(clock.now() / 1000)
    expect(await refusedWith(await sign(testSecret, { exp: nowS - 61 }))).toBe(handshakeRefusals.tokenExpired)
    expect(await refusedWith(await sign(testSecret, { nbf: nowS + 62 }))).toBe(handshakeRefusals.tokenNotYetValid)
    expect(await refusedWith(await sign(testSecret, { nbf: nowS + 2 }))).toBe('let in')
    expect(await refusedWith(right, 0)).toBe(handshakeRefusals.protocol)
    expect(await refusedWith(right, 999)).toBe(handshakeRefusals.protocol)
    expect(await refusedWith(right)).toBe('let in')
  })

  it('refuses a token that is no text, a handshake without a device, and a namespace that there is not', async () => {
    const token = await relay.tokenFor('pat', 'patient')
    const refusal = (path: string, auth: object) =>
      new Promise<string>((resolve) => {
        const socket = io(`${relay.url}${path}`, {
          forceNew: true,
          reconnection: false,
          transports: ['websocket'],
          auth,
        })
        socket.once('connect_error', (error) => resolve(error.message))
        socket.once('connect', () => resolve('let in'))
      })
    expect(await refusal('/rounds', {})).toBe(handshakeRefusals.noToken)
    expect(await refusal('/rounds', { token: { $ne: '' } })).toBe(handshakeRefusals.invalidToken)
    expect(await refusal('/rounds', { token, protocol: 1 })).toBe(handshakeRefusals.protocol)
    expect(await refusal('/nowhere', { token })).toBe('Invalid namespace')
  })

  it('serves clients that can only poll', async () => {
    const token = await relay.tokenFor('pat', 'patient')
    const pat = await connectNative({ url: relay.url, token, transports: ['polling'] })
    clients.push(pat)
    expect(await pat.send('s1', 'by polling')).toMatchObject({ success: true })
    await pat.until('the entry has come', () => pat.entries.length === 1)
  })

  it('turns web pages of other origins away', async () => {
    const { url: ownUrl } = relay
    const opened = (origin?: string) =>
      new Promise<boolean>((resolve) => {
        const url = `${ownUrl.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
        const socket = new WebSocket(url, origin === undefined ? {} : { origin })
        socket.once('open', () => {
          socket.close()
          resolve(true)
        })
        socket.once('error', () => resolve(false))
      })
    expect(await opened()).toBe(true)
    expect(await opened(ownUrl)).toBe(true)
    expect(await opened('https://elsewhere.example')).toBe(false)
  })

  it('warns before a token expires, and ends the connection when it does', async () => {
    const pat = await connect('pat', 'patient', 600_000)
    const expiresAt = clock.now() + 600_000
    clock.advance(600_000 - limits.expiryWarningMs - 1)
    await pat.ask('presence:set', { status: 'away' })
    expect(pat.payloads('auth:expiring')).toEqual([])
    clock.advance(1)
    await pat.until('the warning has come', () => pat.payloads('auth:expiring').length === 1)
    expect(pat.payloads('auth:expiring')).toEqual([{ expiresAt }])
    clock.advance(limits.expiryWarningMs)
    expect(await pat.ended).toBe('io server disconnect')
  })

  it('lets a connection live on with a newer token of the same user, and with no other', async () => {
    const pat = await connect('pat', 'patient', 600_000)
    clock.advance(590_000)
    expect(await pat.request('auth:refresh', { token: 'nonsense' })).toMatchObject({ code: 'unauthenticated' })
    expect(await pat.request('auth:refresh', { token: await relay.tokenFor('doc', 'clinician') })).toMatchObject({
      code: 'forbidden',
    })
    expect(await pat.request('auth:refresh', { token: await relay.tokenFor('pat', 'clinician') })).toMatchObject({
      code: 'unauthenticated',
    })
    const token = await relay.tokenFor('pat', 'patient', 'pat', 1_200_000)
    expect(await pat.ask('auth:refresh', { token })).toEqual({
      ...{ success: true, expiresAt: clock.now() + 1_200_000, now: clock.now() },
    })
    clock.advance(20_000)
    expect(await pat.send('s1', 'still here')).toMatchObject({ success: true })
    clock.advance(1_180_000)
    expect(await pat.ended).toBe('io server disconnect')
  })

  it('keeps a connection whose token lives longer than timers do', async () => {
    const pat = await connect('pat', 'patient', 300 * 24 * 3_600_000)
    // A day at a time: timers wait for 24 of them at the most.
    for (let day = 0; day < 100; day += 1) clock.jump(24 * 3_600_000)
    expect(await pat.send('s1', 'still here')).toMatchObject({ success: true })
    expect(pat.payloads('auth:expiring')).toEqual([])
  })

  it('refuses unknown events and payloads of any other form, and stays up', async () => {
    const pat = await connect('pat', 'patient')
    const whole = { id: newEntryId(), sessionId: 's1', thread: 'care', text: 'hello' }
    const request = (event: string, ...args: unknown[]): Promise<unknown> =>
      pat.socket.timeout(5_000).emitWithAck(event, ...args)
    const wrong = [
      null,
      undefined,
      [],
      'text',
      7,
      {},
      { ...whole, id: 'no uuid' },
      { ...whole, sessionId: '../../etc' },
      { ...whole, thread: 'secret' },
      { ...whole, text: 7 },
      { ...whole, text: { toString: 'x' } },
      Buffer.from('binary'),
      JSON.parse('{"__proto__":{"polluted":true}}'),
    ]
    for (const payload of wrong)
      for (const event of [
        'message:send',
        'sync:pull',
        'watermark:advance',
        'typing:set',
        'presence:set',
        'auth:refresh',
      ])
        expect(await request(event, payload)).toMatchObject({ success: false, code: 'invalid', retry: 'never' })
    for (const event of ['no:such', 'constructor', '__proto__', 'toString', 'log:entries', 'error', 'message'])
      expect(await request(event, whole)).toMatchObject({ success: false, code: 'invalid' })
    expect(await request('message:send')).toMatchObject({ success: false, code: 'invalid' })
    expect(await request('message:send', whole, 'and more')).toMatchObject({ success: false, code: 'invalid' })
    const many = Array.from({ length: limits.cursorsPerRequest + 1 }, () => ({
      sessionId: 's1',
      thread: 'care',
      after: 0,
    }))
    expect(await request('sync:pull', { scope: 'cursors', cursors: many })).toMatchObject({ code: 'invalid' })
    expect(await pat.send('s1', 'after all that')).toMatchObject({ success: true, seq: 4 })
  })

  it('does nothing for a request that asks for no acknowledgement', async () => {
    const pat = await connect('pat', 'patient')
    pat.socket.emit('message:send', { id: newEntryId(), sessionId: 's1', thread: 'care', text: 'unasked' })
    pat.socket.emit('error')
    pat.socket.emit('no:such')
    expect(await pat.send('s1', 'asked')).toMatchObject({ success: true, seq: 4 })
  })

  it('ends a connection that sends a frame over the limit or no frame of the protocol, and stays up', async () => {
    const pat = await connect('pat', 'patient')
    pat.socket.emit('message:send', { text: 'x'.repeat(limits.frameBytes) }, () => undefined)
    expect(await pat.ended).toBe('transport close')
    const doc = await connect('doc', 'clinician')
    doc.socket.io.engine.write('2/rounds,{"not":"an event"}')
    await doc.ended
    await expectServing()
  })

  it('ends a connection that does not read, before what waits for it fills the memory', async () => {
    const token = await relay.tokenFor('doc', 'clinician')
    const slow = new WebSocket(`${relay.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    await new Promise<void>((resolve) => slow.once('open', () => resolve()))
    const device = { id: newEntryId(), name: 'slow' }
    slow.send(`40/rounds,${JSON.stringify({ token, protocol: protocolVersion, device })}`)
    await expect.poll(() => logged.includes('"connected"')).toBe(true)
    slow.pause()
    const pat = await connect('pat', 'patient')
    const text = 'x'.repeat(limits.messageTextBytes)
    for (let sent = 0; sent < 4_000 && !logged.includes('connection does not read, ended'); sent += 50)
      await Promise.all(Array.from({ length: 50 }, () => pat.send('s1', text)))
    expect(logged).toContain('connection does not read, ended')
    slow.terminate()
    await expectServing()
  })

  it('writes no text, name or token into its log', async () => {
    const marker = 'MARKER-7f3a'
    const token = await relay.tokenFor('pat', 'patient', marker)
    const pat = await connectNative({ url: relay.url, token })
    clients.push(pat)
    await pat.send('s1', marker)
    await pat.request('message:send', { id: marker, text: marker })
    await pat.request('auth:refresh', { token: marker })
    pat.socket.emit(marker, marker)
    await refusedWith(`${marker}.x.y`)
    expect(logged).toContain('connected')
    expect(logged).not.toContain(marker)
    expect(logged).not.toContain(token)
  })
})
