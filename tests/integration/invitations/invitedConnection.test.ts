import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { invitationAnswerSchema, invitedTokenSchema } from '../../../src/shared/protocol/invitation.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

let relay: StartedRelay
let clock: FakeClock
let open: NativeClient[]
beforeEach(async () => {
  clock = createFakeClock()
  open = []
  relay = await startRelay({ clock })
  await relay.putSession('one', { pat: 'patient', ada: 'clinician' })
  await relay.putSession('two', { pat: 'patient', eve: 'clinician' })
})
afterEach(async () => {
  for (const client of open) client.close()
  await relay.stop()
})

const key = randomBytes(32).toString('base64url')

async function post<T>(path: string, body: object, schema: z.ZodType<T>, token?: string): Promise<T> {
  const answer = await fetch(new URL(path, relay.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  return schema.parse(await answer.json())
}
async function invited() {
  const ada = await relay.tokenFor('ada', 'clinician')
  const { url } = await post('/api/sessions/one/invitations', {}, invitationAnswerSchema, ada)
  return post('/api/invitations/exchange', { invitation: new URL(url).hash.slice(1), key }, invitedTokenSchema)
}
async function connect(token: string): Promise<NativeClient> {
  const client = await connectNative({ url: relay.url, token })
  open.push(client)
  return client
}
const message = (sessionId: string) => ({ id: newEntryId(), sessionId, thread: 'care', text: 'hello' })

describe('the connection of an invited patient', () => {
  test('takes part in its session', async () => {
    const patient = await connect((await invited()).token)
    const ada = await connect(await relay.tokenFor('ada', 'clinician'))
    expect((await ada.send('one', 'hello')).success).toBe(true)
    await patient.until('it comes', () => patient.entries.some(({ senderId }) => senderId === 'ada'))
    expect((await patient.send('one', 'hello')).success).toBe(true)
    const { sessions } = await patient.pullAll()
    expect(sessions.map(({ id }) => id)).toEqual(['one'])
  })

  test('receives and sees nothing of the same patient’s other sessions', async () => {
    const patient = await connect((await invited()).token)
    const account = await connect(await relay.tokenFor('pat', 'patient'))
    const eve = await connect(await relay.tokenFor('eve', 'clinician'))
    expect((await eve.send('two', 'of the other session')).success).toBe(true)
    await eve.ask('typing:set', { sessionId: 'two', thread: 'care', typing: true })
    await relay.putSession('two', { pat: 'patient', eve: 'clinician', sam: 'support' })
    await relay.putSession('two', { eve: 'clinician' })
    await account.until('the account is sent that it is over', () =>
      account.payloads('sessions:changed').some(({ removed }) => removed.some((id) => id === 'two')),
    )
    expect(await patient.request('message:send', message('two'))).toMatchObject({ success: false, code: 'notFound' })
    expect(JSON.stringify(patient.received)).not.toMatch(/"two"|"eve"|of the other session/)
  })

  test('can ask for what belongs to taking part, and for nothing else', async () => {
    const patient = await connect((await invited()).token)
    const granted = ['sync:pull', 'log:read', 'session:find', 'message:send', 'message:edit', 'message:redact']
    const others = Object.keys(up).filter(
      (event) =>
        ![...granted, 'message:react', 'unread:count', 'watermark:advance', 'typing:set', 'auth:refresh'].includes(
          event,
        ),
    )
    expect(others.length).toBeGreaterThan(15)
    for (const event of others) {
      const answer: unknown = await patient.socket.timeout(5_000).emitWithAck(event, { sessionId: 'one' })
      expect(answer, event).toMatchObject({ success: false, code: 'forbidden' })
    }
  })

  test('goes on with the next token of its own, and with no other', async () => {
    const { invitationId, token } = await invited()
    const patient = await connect(token)
    clock.advance(14 * 60_000 + 1_000)
    await patient.until('it is warned that its token ends', () => patient.payloads('auth:expiring').length === 1)
    const account = await relay.tokenFor('pat', 'patient')
    expect(await patient.request('auth:refresh', { token: account })).toMatchObject({ code: 'forbidden' })
    const next = await post('/api/invitations/renew', { invitationId, key }, invitedTokenSchema)
    expect(await patient.ask('auth:refresh', { token: next.token })).toMatchObject({ expiresAt: next.expiresAt })
    clock.advance(5 * 60_000)
    expect((await patient.send('one', 'still here')).success).toBe(true)
  })

  test('is ended when the session closes, after it was sent so', async () => {
    const { token } = await invited()
    const patient = await connect(token)
    const account = await connect(await relay.tokenFor('pat', 'patient'))
    const ada = await connect(await relay.tokenFor('ada', 'clinician'))
    await ada.ask('session:close', { id: newEntryId(), sessionId: 'one' })
    await patient.ended
    expect(patient.payloads('sessions:changed').flatMap(({ items }) => items)).toMatchObject([
      { id: 'one', active: false },
    ])
    expect(patient.entries.map(({ body }) => body)).toMatchObject([{ kind: 'state', change: 'closed' }])
    expect(account.socket.connected).toBe(true)
    await expect(connect(token)).rejects.toThrow('Authentication error: Invalid token')
  })

  test('is ended at once when its link is taken back, while the session and the account go on', async () => {
    const { token } = await invited()
    const patient = await connect(token)
    const account = await connect(await relay.tokenFor('pat', 'patient'))
    const ada = await relay.tokenFor('ada', 'clinician')
    const revoked = await fetch(new URL('/api/sessions/one/invitations', relay.url), {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ada}` },
    })
    expect(await revoked.json()).toEqual({ revoked: 1 })
    await patient.ended
    expect(account.socket.connected).toBe(true)
    expect((await account.send('one', 'still here')).success).toBe(true)
    await expect(connect(token)).rejects.toThrow('Authentication error: Invalid token')
  })

  test('is ended at once when a newer link replaces its own, and that of the newer one is kept', async () => {
    const patient = await connect((await invited()).token)
    const newer = await connect((await invited()).token)
    await patient.ended
    expect((await newer.send('one', 'it is me')).success).toBe(true)
  })

  test('is not ended by what ended the tokens of an account of the same id', async () => {
    await relay.putUser('pat', { name: 'Pat', role: 'patient', password: 'a password for these tests' })
    await relay.putUser('pat', { name: 'Pat', role: 'patient', password: 'another password of theirs' })
    const patient = await connect((await invited()).token)
    expect((await patient.send('one', 'hello')).success).toBe(true)
  })

  test('cannot be had by the clients of the documents', async () => {
    const { token } = await invited()
    const { io } = await import('socket.io-client')
    const socket = io(relay.url, { auth: { token }, forceNew: true, reconnection: false, transports: ['websocket'] })
    const outcome = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'))
      socket.once('connect_error', (error) => resolve(error.message))
    })
    socket.close()
    expect(outcome).not.toBe('connected')
  })
})
