import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  asPayload,
  asPayloads,
  connectDialect,
  type DialectClient,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

describe('a single chat named by the handshake (third document)', () => {
  let relay: StartedRelay
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putSession('chat-1', { pat: 'patient', doc: 'clinician' })
    await relay.putSession('chat-2', { other: 'patient', doc: 'clinician' })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function connect(userId: string, role: string, chatId = 'chat-1', inQuery = false): Promise<DialectClient> {
    const handshake = { token: await tokenWith({ userId, role }), chatId }
    const client = await connectDialect({ url: relay.url, ...(inQuery ? { query: handshake } : { auth: handshake }) })
    clients.push(client)
    return client
  }

  it('connects, sends, confirms, types, and broadcasts to all clients in the chat', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'doctor', 'chat-1', true)
    expect(await pat.waitFor('connected')).toMatchObject({ chatId: 'chat-1', userId: 'pat' })
    await doc.waitFor('connected')

    pat.emit('send_message', { chatId: 'chat-1', message: 'hello <b>doctor</b>' })
    const sent = await pat.waitFor('message_sent')
    expect(sent).toMatchObject({ chatId: 'chat-1', message: 'hello &lt;b>doctor&lt;/b>', senderId: 'pat' })
    expect(await doc.waitFor('message')).toEqual(sent)
    expect(await pat.waitFor('message')).toEqual(sent)

    doc.emit('typing', { chatId: 'chat-1', isTyping: true })
    expect(await pat.waitFor('typing')).toEqual({ chatId: 'chat-1', userId: 'doc', isTyping: true })
    doc.emit('typing', { chatId: 'chat-1', isTyping: false })
    expect(await pat.waitFor('typing', undefined, 2)).toMatchObject({ isTyping: false })
    await doc.settled()
    expect(doc.of('message_sent')).toEqual([])
  })

  it('takes a payload without a chat as one for the chat of the handshake', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'doctor')
    await doc.waitFor('connected')
    pat.emit('send_message', { message: 'no need to say where' })
    expect(await doc.waitFor('message')).toMatchObject({ chatId: 'chat-1', message: 'no need to say where' })
    for (const payloads of [[true], [], [{}], ['chat-1'], [{ isTyping: true }]]) {
      const received = doc.of('typing').length
      pat.emit('typing', ...payloads)
      expect(await doc.waitFor('typing', undefined, received + 1)).toEqual({
        chatId: 'chat-1',
        userId: 'pat',
        isTyping: true,
      })
      pat.emit('typing', false)
      await doc.waitFor('typing', undefined, received + 2)
    }
    expect(pat.errors()).toEqual([])
    const elsewhere = await connectDialect({
      url: relay.url,
      auth: { token: await tokenWith({ userId: 'pat', role: 'patient' }) },
    })
    clients.push(elsewhere)
    elsewhere.emit('send_message', { message: 'to nowhere' })
    expect(await elsewhere.waitFor('error')).toEqual({ message: 'chatId is required' })
  })

  it('filters what is of the system, going out and coming in', async () => {
    const pat = await connect('pat', 'patient')
    await pat.waitFor('connected')
    await relay.putSession('chat-1', { pat: 'patient', doc: 'clinician', lsm: 'support' })
    pat.emit('send_message', { chatId: 'chat-1', message: '[SYSTEM] your bill is due' })
    await pat.waitFor('error')
    pat.emit('send_message', { chatId: 'chat-1', message: 'real' })
    await pat.waitFor('message')
    expect(pat.of('message').map(({ message }) => message)).toEqual(['real'])
  })

  it('keeps one connection for a user in a chat: the newest', async () => {
    const first = await connect('pat', 'patient')
    await first.waitFor('connected')
    const second = await connect('pat', 'patient')
    await second.waitFor('connected')
    await first.waitFor('disconnected')
    const doc = await connect('doc', 'doctor')
    const docElsewhere = await connect('doc', 'doctor', 'chat-2')
    await doc.waitFor('connected')
    await docElsewhere.waitFor('connected')
    doc.emit('send_message', { chatId: 'chat-1', message: 'one place' })
    await second.waitFor('message')
    expect(first.socket.connected).toBe(false)
    expect(docElsewhere.socket.connected).toBe(true)
    await docElsewhere.settled()
    expect(docElsewhere.of('message')).toEqual([])
  })

  it('sends nobody a chat that is not theirs', async () => {
    const stranger = await connect('other', 'patient')
    expect(await stranger.waitFor('error')).toEqual({ message: 'Access denied to this conversation' })
    const doc = await connect('doc', 'doctor')
    await doc.waitFor('connected')
    doc.emit('send_message', { chatId: 'chat-1', message: 'for pat alone' })
    await doc.waitFor('message')
    await stranger.settled()
    expect(stranger.of('message')).toEqual([])
    expect(stranger.of('connected')).toEqual([])
  })

  it('loses nothing for who polls over REST while there is no socket', async () => {
    const doc = await connect('doc', 'doctor')
    await doc.waitFor('connected')
    for (const message of ['one', 'two', 'three']) doc.emit('send_message', { chatId: 'chat-1', message })
    await doc.waitFor('message_sent', undefined, 3)
    const token = await tokenWith({ userId: 'pat', role: 'patient' })
    const answer = await fetch(`${relay.url}/api/chat/chat-1/messages`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const messages = asPayloads(asPayload(await answer.json()).messages)
    expect(messages.map(({ message }) => message)).toEqual(['one', 'two', 'three'])
    expect(messages.map(({ id }) => id)).toEqual(doc.of('message').map(({ id }) => id))
  })

  it('confirms a message again that is sent again under its id', async () => {
    const pat = await connect('pat', 'patient')
    const doc = await connect('doc', 'doctor')
    await pat.waitFor('connected')
    await doc.waitFor('connected')
    const message = { chatId: 'chat-1', id: randomUUID(), message: 'once' }
    pat.emit('send_message', message)
    await pat.waitFor('message_sent')
    pat.emit('send_message', message)
    await pat.waitFor('message_sent', undefined, 2)
    await doc.settled()
    expect(doc.of('message')).toHaveLength(1)
  })

  it('reports by `error` what was wrong', async () => {
    const pat = await connect('pat', 'patient')
    await pat.waitFor('connected')
    const wrong: [string, string, unknown?][] = [
      ['', 'send_message'],
      ['Message content is required', 'send_message', { chatId: 'chat-1' }],
      ['Message content is required', 'send_message', { chatId: 'chat-1', message: {} }],
      ['Message content is required', 'send_message', { chatId: 'chat-1', message: ' ' }],
      ['too long', 'send_message', { chatId: 'chat-1', message: 'x'.repeat(17_000) }],
      ['Access denied to this conversation', 'send_message', { chatId: 'chat-2', message: 'x' }],
      ['isTyping', 'typing', { chatId: 'chat-1', isTyping: 'no' }],
      ['Access denied to this conversation', 'typing', { chatId: 'chat-2' }],
      ['chatId', 'typing', JSON.parse('{"__proto__":{"chatId":"chat-1"},"chatId":null}')],
    ]
    for (const [index, [error, event, payload]] of wrong.entries()) {
      pat.emit(event, ...(payload === undefined ? [] : [payload]))
      expect((await pat.waitFor('error', undefined, index + 1)).message).toMatch(error)
    }
    pat.emit('select_chat', 'chat-1')
    await pat.settled()
    expect(pat.errors()).toHaveLength(wrong.length)
  })
})
