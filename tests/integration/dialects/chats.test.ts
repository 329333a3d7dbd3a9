import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  asPayload,
  asPayloads,
  asText,
  connectDialect,
  type DialectClient,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import { connectNative } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const chatId = '3f0e8f0a-6f0c-4a3d-9d0e-0d6f5b1c2a11'
const otherChat = '9b0e8f0a-6f0c-4a3d-9d0e-0d6f5b1c2a22'

describe('chats of customers and providers (second document)', () => {
  let relay: StartedRelay
  let clients: { close: () => void }[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putSession(chatId, { '7': 'patient', '8': 'clinician' })
    await relay.putSession(otherChat, { '70': 'patient', '8': 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function connect(userId: number, role: string): Promise<DialectClient> {
    const token = await tokenWith({ sub: userId, userId, role })
    const client = await connectDialect({ url: relay.url, namespace: '/chat', auth: { token } })
    clients.push(client)
    await client.waitFor('connected')
    return client
  }
  async function joined() {
    const customer = await connect(7, 'customer')
    const provider = await connect(8, 'provider')
    customer.emit('join_chat', { chatId })
    await customer.waitFor('joined_chat')
    provider.emit('join_chat', { chatId })
    await provider.waitFor('joined_chat')
    return { customer, provider }
  }

  it('does everything that the document shows, with its fields and its numbers', async () => {
    const { customer, provider } = await joined()
    expect(customer.of('connected')).toEqual([{ message: expect.any(String), userId: 7 }])
    expect(customer.of('joined_chat')).toEqual([{ chatId, message: expect.any(String) }])
    expect(await customer.waitFor('user_joined')).toEqual({ userId: 8, chatId })

    customer.emit('send_message', { chatId, message: 'Hello from Socket.IO!' })
    const message = await provider.waitFor('new_message')
    expect(message).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      chatId,
      sender_type: 'customer',
      sender_id: 7,
      message: 'Hello from Socket.IO!',
      message_type: 'text',
      created_at: expect.any(String),
    })
    expect(new Date(asText(message.created_at)).getFullYear()).toBeGreaterThan(2000)
    expect(await customer.waitFor('new_message')).toEqual(message)
    provider.emit('send_message', { chatId, message: 'https://files.example/scan.png', message_type: 'image' })
    expect(await customer.waitFor('new_message', ({ sender_id }) => sender_id === 8)).toMatchObject({
      sender_type: 'provider',
      message_type: 'image',
    })

    provider.emit('typing', { chatId, isTyping: true })
    expect(await customer.waitFor('user_typing')).toEqual({ userId: 8, isTyping: true, chatId })
    provider.emit('typing', { chatId, isTyping: false })
    expect(await customer.waitFor('user_typing', undefined, 2)).toEqual({ userId: 8, isTyping: false, chatId })

    provider.emit('mark_read', { chatId })
    expect(await customer.waitFor('messages_read')).toEqual({ userId: 8, chatId })
    expect(await provider.waitFor('messages_read')).toEqual({ userId: 8, chatId })

    provider.emit('leave_chat', { chatId })
    expect(await provider.waitFor('left_chat')).toEqual({ chatId })
    expect(await customer.waitFor('user_left')).toEqual({ userId: 8, chatId })
    customer.emit('send_message', { chatId, message: 'are you gone?' })
    await customer.waitFor('new_message', undefined, 3)
    await provider.settled()
    expect(provider.of('new_message')).toHaveLength(2)
    expect([...customer.errors(), ...provider.errors()]).toEqual([])
  })

  it('gives the history, and takes messages, over REST', async () => {
    const { customer } = await joined()
    const token = await tokenWith({ userId: 8, role: 'provider' })
    const call = async (method: string, path: string, body?: unknown, bearer = token) => {
      const answer = await fetch(relay.url + path, {
        method,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: asPayload(await answer.json()) }
    }
    const posted = await call('POST', `/api/chat/${chatId}/messages`, { message: 'by <i>REST</i>' })
    expect(posted).toMatchObject({ status: 200, body: { chatId, sender_id: 8, message: 'by &lt;i>REST&lt;/i>' } })
    expect(await customer.waitFor('new_message')).toEqual(posted.body)
    customer.emit('send_message', { chatId, message: 'by socket' })
    await customer.waitFor('new_message', undefined, 2)
    for (const path of [`/chat/${chatId}/messages`, `/api/chat/${chatId}/messages`]) {
      const { status, body } = await call('GET', path)
      expect(status).toBe(200)
      // The third document's clients poll the second path, and find the fields there that they are sent.
      const more = path.startsWith('/api') ? { senderId: expect.any(String), timestamp: expect.any(String) } : {}
      expect(asPayloads(body.messages)).toMatchObject(customer.of('new_message').map((sent) => ({ ...sent, ...more })))
      expect(asPayloads(body.messages).map((one) => 'senderId' in one)).toEqual(Array(2).fill(path.startsWith('/api')))
    }
    const after = await call('GET', `/api/chat/${chatId}/messages?limit=1`)
    expect(asPayloads(after.body.messages).map(({ message }) => message)).toEqual(['by socket'])

    expect((await call('POST', `/api/chat/${chatId}/messages`, { message: ' ' })).body.error).toBe(
      'Message content is required',
    )
    expect(await call('POST', `/api/chat/${chatId}/messages`, { message: 5 })).toMatchObject({ status: 400 })
    expect(await call('POST', `/api/chat/${chatId}/messages`, { message: 'x'.repeat(17_000) })).toMatchObject({
      status: 413,
    })
    expect(await call('POST', `/api/chat/${chatId}/messages`, { message: 'x', message_type: 'video' })).toMatchObject({
      status: 400,
    })
    expect(await call('GET', `/chat/${chatId}/messages?limit=-1`)).toMatchObject({ status: 400 })
    expect(await call('GET', '/chat/nowhere/messages')).toMatchObject({ status: 404 })
    const stranger = await tokenWith({ userId: 70, role: 'customer' })
    expect(await call('GET', `/chat/${chatId}/messages`, undefined, stranger)).toMatchObject({ status: 404 })
    expect(await call('POST', `/api/chat/${chatId}/messages`, { message: 'x' }, stranger)).toMatchObject({
      status: 404,
    })
    expect(await call('GET', `/chat/${chatId}/messages`, undefined, 'x')).toMatchObject({ status: 401 })
  })

  it('signs in over REST with a token that the socket takes, and reports its health', async () => {
    await relay.putUser('8', { name: 'Provider', role: 'clinician', email: 'p@clinic.example', password: 'a good one' })
    // The document's own code, which gives no content type.
    const email = 'p@clinic.example'
    const password = 'a good one'
    const response = await fetch(`${relay.url}/api/auth/login`, {
      method: 'POST',
      body: JSON.stringify({ email, password }),
    })
    const { token } = asPayload(await response.json())
    const client = await connectDialect({ url: relay.url, namespace: '/chat', auth: { token } })
    clients.push(client)
    expect((await client.waitFor('connected')).userId).toBe(8)
    const health = await (await fetch(`${relay.url}/health`)).json()
    expect(health).toMatchObject({ status: 'ok', timestamp: expect.any(String), service: expect.any(String) })
  })

  it('lets a local service manager join a dispute, visibly, and no chat without one', async () => {
    const { customer, provider } = await joined()
    const lsm = await connect(9, 'lsm')
    lsm.emit('join_chat', { chatId })
    await lsm.waitFor('error')
    expect(lsm.errors()).toEqual(['Access denied to this chat'])
    const native = await connectNative({ url: relay.url, token: await relay.tokenFor('7', 'patient') })
    clients.push(native)
    await native.ask('session:dispute', { id: randomUUID(), sessionId: chatId, reason: 'not as agreed' })
    lsm.emit('join_chat', { chatId })
    await lsm.waitFor('joined_chat')
    for (const client of [customer, provider])
      expect(await client.waitFor('user_joined', ({ userId }) => userId === 9)).toEqual({ userId: 9, chatId })
    lsm.emit('send_message', { chatId, message: 'I am here to help.' })
    expect(await customer.waitFor('new_message')).toMatchObject({ sender_type: 'lsm', sender_id: 9 })
    await customer.settled()
    expect(customer.of('user_joined').filter(({ userId }) => userId === 9)).toHaveLength(1)
  })

  it('lets in a local service manager whose chat it is, without a dispute', async () => {
    await relay.putSession(chatId, { '7': 'patient', '8': 'clinician', '9': 'support' })
    const { customer } = await joined()
    const lsm = await connect(9, 'lsm')
    lsm.emit('join_chat', { chatId })
    await lsm.waitFor('joined_chat')
    await customer.waitFor('user_joined', ({ userId }) => userId === 9)
    lsm.emit('send_message', { chatId, message: 'How is it going?' })
    expect(await customer.waitFor('new_message')).toMatchObject({ sender_type: 'lsm', sender_id: 9 })
  })

  it('connects with the options of the document, and comes back by itself', async () => {
    const token = await tokenWith({ userId: 7, role: 'customer' })
    const socket = io(`${relay.url}/chat`, {
      auth: { token },
      transports: ['websocket', 'polling'],
      reconnection: true,
      reconnectionAttempts: 5,
      reconnectionDelay: 20,
      timeout: 10_000,
    })
    onTestFinished(() => void socket.close())
    let times = 0
    socket.on('connected', () => {
      times += 1
    })
    await until('it is connected', () => times === 1)
    // The line drops, as when a phone changes networks.
    socket.io.engine.close()
    await until('it is connected again', () => times === 2)
  })

  it('keeps a notification for who was not there', async () => {
    const customer = await connect(7, 'customer')
    customer.emit('join_chat', chatId)
    await customer.waitFor('joined_chat')
    customer.emit('send_message', { chatId, message: 'when you are back' })
    await customer.waitFor('new_message')
    const native = await connectNative({ url: relay.url, token: await relay.tokenFor('8', 'clinician') })
    clients.push(native)
    await native.until('the notification has come', () => native.payloads('notification:new').length > 0)
  })

  it('reports by `error` what was wrong', async () => {
    const { customer, provider } = await joined()
    const wrong: [string, string, unknown?][] = [
      ['chatId is required', 'join_chat'],
      ['chatId is required', 'join_chat', {}],
      ['chatId is required', 'join_chat', { chatId: { $ne: 1 } }],
      ['chatId is required', 'join_chat', JSON.parse(`{"__proto__":{"chatId":"${chatId}"}}`)],
      ['Access denied to this chat', 'join_chat', { chatId: otherChat }],
      ['Access denied to this chat', 'join_chat', { chatId: 'nowhere' }],
      ['Access denied to this chat', 'join_chat', { chatId: '../../etc' }],
      ['chatId is required', 'leave_chat', { chatId: null }],
      ['Message content is required', 'send_message', { chatId }],
      ['Message content is required', 'send_message', { chatId, message: '' }],
      ['Message content is required', 'send_message', { chatId, message: ['x'] }],
      ['Message content is required', 'send_message', { chatId, message: '\u200b\u2060' }],
      ['The message is too long. Send it in parts.', 'send_message', { chatId, message: 'x'.repeat(17_000) }],
      ['Access denied to this chat', 'send_message', { chatId: otherChat, message: 'x' }],
      ['message_type: ', 'send_message', { chatId, message: 'x', message_type: 'video' }],
      ['isTyping: ', 'typing', { chatId, isTyping: 1 }],
      ['Access denied to this chat', 'typing', { chatId: otherChat, isTyping: true }],
      ['Access denied to this chat', 'mark_read', { chatId: otherChat }],
    ]
    for (const [index, [error, event, payload]] of wrong.entries()) {
      customer.emit(event, ...(payload === undefined ? [] : [payload]))
      const received = await customer.waitFor('error', undefined, index + 1)
      expect(Object.keys(received)).toEqual(['message'])
      expect(received.message, `${event} ${JSON.stringify(payload)}`.slice(0, 80)).toMatch(error)
    }
    await provider.settled()
    expect(provider.of('new_message')).toEqual([])
    // What this system does not have is answered to who waits for it, and to nobody else.
    for (const event of ['join-session', 'toString', 'ping']) {
      customer.emit(event, chatId)
      expect(await customer.ask(event, chatId)).toMatchObject({ success: false, error: 'Unknown event' })
    }
    expect(customer.errors().length).toBe(wrong.length + 3)
  })

  it('informs who has no chat open, and who has another open, of a message', async () => {
    const customer = await connect(7, 'customer')
    const provider = await connect(8, 'provider')
    provider.emit('join_chat', { chatId: otherChat })
    await provider.waitFor('joined_chat')
    customer.emit('join_chat', { chatId })
    customer.emit('send_message', { chatId, message: 'Not for a notification' })
    const { notification } = await provider.waitFor('notification:created')
    expect(notification).toMatchObject({
      ...{ recipient_type: 'provider', recipient_id: 8, type: 'message', is_read: false },
      ...{ title: expect.stringMatching(new RegExp(` \\[chat:${chatId}\\]$`)), metadata: { chat_id: chatId } },
    })
    expect(JSON.stringify(notification)).not.toContain('Not for a notification')
    await customer.settled()
    expect(customer.of('notification:created')).toEqual([])
    expect(provider.of('new_message')).toEqual([])
  })

  it('refuses connections without a valid token', async () => {
    const refusal = (auth: Record<string, unknown>) =>
      connectDialect({ url: relay.url, namespace: '/chat', auth }).catch((error: Error) => error.message)
    expect(await refusal({})).toBe('Authentication error: No token provided')
    expect(await refusal({ token: 'x.y.z' })).toBe('Authentication error: Invalid token')
  })
})
