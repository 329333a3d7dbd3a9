import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import {
  asPayload,
  asText,
  connectDialect,
  type DialectClient,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

describe('telemedicine sessions (first document)', () => {
  let relay: StartedRelay
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putSession('s1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('s2', { other: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function connect(userId: string, role: string): Promise<DialectClient> {
    const client = await connectDialect({ url: relay.url, auth: { token: await tokenWith({ userId, role }) } })
    clients.push(client)
    return client
  }
  async function joined(): Promise<{ pat: DialectClient; doc: DialectClient }> {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'doctor')
    pat.emit('join-session', 's1')
    await pat.settled()
    doc.emit('join-session', { sessionId: 's1' })
    await pat.waitFor('user-joined')
    return { pat, doc }
  }

  it('joins by id or object, sends to everyone in the session, and announces who joins, types and leaves', async () => {
    const { pat, doc } = await joined()
    expect(pat.of('user-joined')).toEqual([{ sessionId: 's1', userId: 'doc', userName: 'doc' }])

    doc.emit('chat-message', { sessionId: 's1', message: 'How are you?' })
    const message = await pat.waitFor('chat-message')
    expect(message).toMatchObject({
      sessionId: 's1',
      senderId: 'doc',
      senderRole: 'clinician',
      message: 'How are you?',
    })
    expect(Date.parse(asText(message.timestamp))).toBeGreaterThan(0)
    expect(await doc.waitFor('chat-message')).toEqual(message)

    pat.emit('typing', { sessionId: 's1', isTyping: true })
    expect(await doc.waitFor('typing')).toEqual({ sessionId: 's1', userId: 'pat', userName: 'pat', isTyping: true })
    pat.emit('typing', { sessionId: 's1', isTyping: false })
    await doc.waitFor('typing', ({ isTyping }) => !isTyping)
    expect(pat.of('typing')).toEqual([])

    pat.emit('leave-session', 's1')
    expect(await doc.waitFor('user-left')).toEqual({ sessionId: 's1', userId: 'pat', userName: 'pat' })
    doc.emit('chat-message', { sessionId: 's1', message: 'Still there?' })
    await doc.waitFor('chat-message', ({ message }) => message === 'Still there?')
    await pat.settled()
    expect(pat.of('chat-message')).toHaveLength(1)
  })

  it('takes the room for the session, and announces those whose connection drops', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'doctor')
    expect(await pat.ask('join-session', { sessionId: 'session:s1' })).toEqual({ success: true, sessionId: 's1' })
    await doc.ask('join-session', 's1')
    pat.close()
    expect(await doc.waitFor('user-left')).toMatchObject({ userId: 'pat' })
  })

  it('passes what clients encrypted byte for byte, texts and objects and bytes', async () => {
    const { pat, doc } = await joined()
    const ciphertext = randomBytes(900).toString('base64')
    const payloads = [
      { message: ciphertext, encrypted: true },
      { message: '<b>{"not":"markup"}</b>\u0001\u{1F600}', encrypted: true },
      { message: ciphertext, iv: 'abc', isEncrypted: true },
      { message: { ciphertext, iv: [1, 2, 3], $odd: null, nested: { $bytes: 'not bytes' } } },
      { encryptedContent: ciphertext, nonce: 'n', algorithm: 'AES-GCM' },
      { message: '{"$payload":{"message":"forged","encrypted":true}}', encrypted: true },
      { message: randomBytes(64), encrypted: true },
      { message: ciphertext, is_encrypted: true, auth_tag: 't' },
      { message: 'b64', e2ee: true },
      { message: { text: ciphertext, iv: 'abc' } },
    ]
    for (const [index, payload] of payloads.entries()) {
      pat.emit('chat-message', { sessionId: 's1', ...payload })
      expect(await doc.waitFor('chat-message', undefined, index + 1)).toMatchObject(payload)
    }
    const stored = await relay
      .store()
      .log.read({ sessionId: sessionIdSchema.parse('s1'), thread: 'care', limit: 200, from: { after: 0 } })
    const encodings = stored.flatMap(({ body }) => (body.kind === 'message' ? [body.contentEncoding] : []))
    expect(encodings).toEqual(payloads.map(() => 'encrypted'))
  })

  it('allows nobody to speak as somebody else', async () => {
    const { pat, doc } = await joined()
    const forged = { senderId: 'doc', senderName: 'Doctor', senderRole: 'clinician', userId: 'doc', timestamp: 'never' }
    pat.emit('chat-message', { sessionId: 's1', message: { iv: '1' }, ...forged })
    const received = await doc.waitFor('chat-message')
    expect(received).toMatchObject({ senderId: 'pat', senderRole: 'patient', message: { iv: '1' } })
    expect(received.userId).toBeUndefined()
  })

  it('stores a message once that is sent again under its id, and resends it to its sender', async () => {
    const { pat, doc } = await joined()
    const message = { sessionId: 's1', id: randomUUID(), message: 'once' }
    pat.emit('chat-message', message)
    await pat.waitFor('chat-message')
    pat.emit('chat-message', message)
    await pat.waitFor('chat-message', undefined, 2)
    pat.emit('chat-message', { sessionId: 's1', message: 'next' })
    await doc.waitFor('chat-message', ({ message: text }) => text === 'next')
    expect(doc.of('chat-message').map(({ message: text }) => text)).toEqual(['once', 'next'])
  })

  it('stores once what is sent over the socket and saved over REST too, whichever comes first', async () => {
    const { pat, doc } = await joined()
    const headers = {
      authorization: `Bearer ${await tokenWith({ userId: 'pat', role: 'patient' })}`,
      'content-type': 'application/json',
    }
    const save = async (path: string, body: object) => {
      const answer = await fetch(relay.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, id: asText(asPayload(await answer.json()).id) }
    }
    const ids = [randomUUID(), randomUUID()]
    pat.emit('chat-message', { sessionId: 's1', id: ids[0], message: 'socket first' })
    await pat.waitFor('chat-message')
    expect(await save('/api/sessions/s1/messages', { id: ids[0], text: 'socket first' })).toEqual({
      status: 200,
      id: ids[0],
    })
    expect(await save('/api/sessions/s1/messages', { id: ids[1], text: 'REST first' })).toMatchObject({ status: 200 })
    await pat.waitFor('chat-message', undefined, 2)
    pat.emit('chat-message', { sessionId: 's1', id: ids[1], message: 'REST first' })
    await pat.waitFor('chat-message', undefined, 3)
    // Ids of the client's own making: the same one with other words is another message.
    for (const id of ['msg-1', 1_700_000_000_000]) {
      const first = await pat.ask('chat-message', { sessionId: 's1', id, message: `by ${id}` })
      expect(first.success).toBe(true)
      expect(await save('/api/chat/s1/messages', { id, message: `by ${id}` })).toEqual({ status: 200, id: first.id })
      expect((await pat.ask('chat-message', { sessionId: 's1', id, message: 'in other words' })).success).toBe(true)
    }
    const ciphertext = { sessionId: 's1', id: randomUUID(), message: 'b64', encrypted: true }
    pat.emit('chat-message', ciphertext)
    await doc.waitFor('chat-message', ({ message }) => message === 'b64')
    const encrypted = { id: ciphertext.id, text: 'b64', contentEncoding: 'encrypted' }
    expect(await save('/api/sessions/s1/messages', encrypted)).toMatchObject({ status: 200, id: ciphertext.id })
    await doc.settled()
    expect(doc.of('chat-message').map(({ message }) => message)).toEqual([
      ...['socket first', 'REST first', 'by msg-1', 'in other words'],
      ...['by 1700000000000', 'in other words', 'b64'],
    ])
  })

  it('takes the id alone for typing, too', async () => {
    const { pat, doc } = await joined()
    pat.emit('typing', 's1')
    expect(await doc.waitFor('typing')).toMatchObject({ sessionId: 's1', userId: 'pat', isTyping: true })
  })

  it('reports by `error` what was wrong, and leaves the others alone', async () => {
    const { pat, doc } = await joined()
    const wrong: [string, ...unknown[]][] = [
      ['join-session'],
      ['join-session', {}],
      ['join-session', { sessionId: ['s1'] }],
      ['join-session', 's2'],
      ['join-session', 'nowhere'],
      ['join-session', { __proto__: { sessionId: 's1' } }],
      ['join-session', JSON.parse('{"__proto__":{"sessionId":"s1"}}')],
      ['chat-message'],
      ['chat-message', 'text'],
      ['chat-message', { message: 'to nobody' }],
      ['chat-message', { sessionId: 's1' }],
      ['chat-message', { sessionId: 's1', message: 7 }],
      ['chat-message', { sessionId: 's1', message: '   ' }],
      ['chat-message', { sessionId: 's1', message: 'x'.repeat(17_000) }],
      ['chat-message', { sessionId: 's1', message: nested(40) }],
      ['chat-message', { sessionId: 's1', message: JSON.parse('{"__proto__":{"admin":true}}') }],
      ['chat-message', { sessionId: 's2', message: 'to another session' }],
      ['typing', { sessionId: 's1', isTyping: 'yes' }],
      ['typing', { sessionId: 's2', isTyping: true }],
    ]
    for (const event of ['__proto__', 'constructor', 'join_chat', 'ping']) pat.emit(event, { chatId: 's1' })
    for (const [index, [event, ...args]] of wrong.entries()) {
      pat.emit(event, ...args)
      await pat.waitFor('error', undefined, index + 1)
    }
    const errors = pat.errors()
    expect(errors[0]).toBe('sessionId is required')
    expect(errors[3]).toBe('Access denied to this session')
    expect(errors[4]).toBe('Access denied to this session')
    expect(errors.slice(10, 13)).toEqual(Array(3).fill('Message content is required'))
    expect(errors[13]).toBe('The message is too long. Send it in parts.')
    expect(errors.join(' ')).not.toContain('xxx')
    await doc.settled()
    expect(doc.of('chat-message')).toEqual([])
    expect(doc.of('typing')).toEqual([])
  })

  it('gives plain texts so that a page opens nothing and shows every character', async () => {
    const { pat, doc } = await joined()
    pat.emit('chat-message', { sessionId: 's1', message: 'a <b>bold</b> word, 3 < 5' })
    expect((await doc.waitFor('chat-message')).message).toBe('a &lt;b>bold&lt;/b> word, 3 < 5')
  })

  it('takes an object for its text, when nothing in it marks it as encrypted', async () => {
    const { pat, doc } = await joined()
    pat.emit('chat-message', { sessionId: 's1', message: { text: 'Hi, <b>doctor</b>', sender: 'doc' } })
    expect(await doc.waitFor('chat-message')).toMatchObject({ message: 'Hi, &lt;b>doctor&lt;/b>', senderId: 'pat' })
    pat.emit('chat-message', { sessionId: 's1', message: 'and in words', extra: Buffer.from('not the message') })
    expect((await doc.waitFor('chat-message', undefined, 2)).message).toBe('and in words')
    const stored = await relay
      .store()
      .log.read({ sessionId: sessionIdSchema.parse('s1'), thread: 'care', limit: 200, from: { after: 0 } })
    expect(stored.slice(-2).map(({ body }) => body)).toEqual(
      ['Hi, <b>doctor</b>', 'and in words'].map((text) => ({ kind: 'message', type: 'text', text })),
    )
  })

  it('refuses who has no valid token, in the words of the documents', async () => {
    const refusal = (auth: Record<string, unknown>) =>
      connectDialect({ url: relay.url, auth }).then(
        () => 'let in',
        (error: Error) => error.message,
      )
    expect(await refusal({})).toBe('Authentication error: No token provided')
    expect(await refusal({ token: 'nonsense' })).toBe('Authentication error: Invalid token')
    expect(await refusal({ token: { $gt: '' } })).toBe('Authentication error: Invalid token')
    const expired = await tokenWith({ userId: 'pat', role: 'patient' }, '-61s')
    expect(await refusal({ token: expired })).toBe('Authentication error: Token expired')
    for (const claims of [{ userId: 'pat' }, { sub: 'pat' }, { id: 'pat' }, { id: 7 }])
      expect(await refusal({ token: await tokenWith({ ...claims, role: 'patient' }) })).toBe('let in')
  })

  it('answers the health check of the socket', async () => {
    const answer = await fetch(`${relay.url}/api/socket`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ status: 'ok', path: '/socket.io' })
  })

  it('serves those who can only poll, and warns everyone before the node stops', async () => {
    const token = await tokenWith({ userId: 'pat', role: 'patient' })
    const pat = await connectDialect({ url: relay.url, auth: { token }, transports: ['polling'] })
    clients.push(pat)
    await pat.ask('join-session', 's1')
    pat.emit('chat-message', { sessionId: 's1', message: 'by polling' })
    await pat.waitFor('chat-message')
    await relay.stop()
    await pat.waitFor('server:shutdown')
  })
})

function nested(depth: number): object {
  let value: object = {}
  for (let level = 0; level < depth; level++) value = { value }
  return value
}
