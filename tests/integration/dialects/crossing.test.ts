import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { asText, connectDialect, type DialectClient, type Payload, tokenWith } from '../../support/dialectClient.ts'
import { makeDataDir, removeDataDir, startCore } from '../../support/startCore.ts'
import { type StartedRelay, startRelay } from '../../support/startRelay.ts'
import { until } from '../../support/until.ts'

const id = sessionIdSchema.parse('crossing-1')
const password = 'a good password'

/** How each dialect sends a text, and where it finds the texts it holds. */
interface Side {
  readonly userId: string
  readonly role: string
  readonly open: (url: string, token: string) => Promise<DialectClient>
  readonly say: (client: DialectClient, text: string) => void
  readonly event: string
  readonly text: (payload: Payload) => string
  readonly sender?: string
}

async function joinedBy(url: string, token: string, event: string, payload: unknown): Promise<DialectClient> {
  const client = await connectDialect({ url, auth: { token } })
  await client.ask(event, payload)
  return client
}

const sides: Readonly<Record<string, Side>> = {
  sessions: {
    userId: 'pat',
    role: 'patient',
    open: (url, token) => joinedBy(url, token, 'join-session', { sessionId: id }),
    say: (client, text) => client.emit('chat-message', { sessionId: id, message: text }),
    event: 'chat-message',
    text: ({ message }) => asText(message),
  },
  chats: {
    userId: '8',
    role: 'provider',
    open: async (url, token) => {
      const client = await connectDialect({ url, namespace: '/chat', auth: { token } })
      client.emit('join_chat', { chatId: id })
      await client.hear('joined_chat')
      return client
    },
    say: (client, text) => client.emit('send_message', { chatId: id, message: text }),
    event: 'new_message',
    text: ({ message }) => asText(message),
  },
  singleChat: {
    userId: 'nurse',
    role: 'clinician',
    open: async (url, token) => {
      const client = await connectDialect({ url, auth: { token, chatId: id } })
      await client.hear('connected')
      return client
    },
    say: (client, text) => client.emit('send_message', { chatId: id, message: text }),
    event: 'message',
    text: ({ message }) => asText(message),
  },
  healthPlatform: {
    userId: 'prov',
    role: 'provider',
    open: (url, token) => joinedBy(url, token, 'room:join', { roomId: `visit:${id}`, roomType: 'visit' }),
    say: (client, text) => client.emit('message:send', { visitId: id, message: text, attachments: [] }),
    event: 'message:new',
    text: ({ message }) => asText(message),
    sender: 'message:sent',
  },
  consultations: {
    userId: 'doc',
    role: 'doctor',
    open: (url, token) => joinedBy(url, token, 'join_consultation', id),
    say: (client, text) => client.emit('send_message', { consultationId: id, sender: 'doctor', content: text }),
    event: 'new_message',
    text: ({ content }) => asText(content),
  },
}

describe('one session in five dialects and on a console', () => {
  let relay: StartedRelay
  let clients: DialectClient[]

  beforeEach(async () => {
    clients = []
    relay = await startRelay()
    await relay.putUser('console', { name: 'Clin Ician', role: 'clinician', password })
    await relay.putSession(id, {
      pat: 'patient',
      '8': 'clinician',
      nurse: 'clinician',
      prov: 'clinician',
      doc: 'clinician',
      console: 'clinician',
    })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  async function open(name: string): Promise<{ readonly side: Side; readonly client: DialectClient }> {
    const side = sides[name]
    if (!side) throw new Error(`there is no dialect ${name}`)
    const client = await side.open(relay.url, await tokenWith({ userId: side.userId, role: side.role }))
    clients.push(client)
    return { side, client }
  }
  function held({ side, client }: { readonly side: Side; readonly client: DialectClient }): string[] {
    return client.heard
      .filter(({ event }) => event === side.event || event === side.sender)
      .map(({ payload }) => side.text(payload))
  }

  it('ends with everyone holding the same messages', async () => {
    const dataDir = makeDataDir()
    const core = startCore({ dataDir })
    onTestFinished(async () => {
      await core.close()
      removeDataDir(dataDir)
    })
    await core.core.handlers.signIn({ relayUrl: relay.url, user: 'console', password })
    await core.untilLive()
    const opened = await Promise.all(Object.keys(sides).map(open))

    const expected = new Set<string>()
    for (const round of [1, 2, 3, 4, 5]) {
      for (const { side, client } of opened) {
        const text = `${side.userId} says ${round}`
        expected.add(text)
        side.say(client, text)
      }
      const text = `console says ${round}`
      expected.add(text)
      await core.send(id, text)
    }
    await core.untilSent()
    await until('the console holds all', async () => (await core.texts(id)).length === expected.size)
    const onConsole = await core.texts(id)
    expect(new Set(onConsole)).toEqual(expected)
    for (const one of opened) {
      await until(`${one.side.userId} holds all`, () => held(one).length >= expected.size)
      await one.client.settled()
      // The sender's own confirmation comes in its own time beside what the others say; what was heard is the same, each once.
      const texts = held(one)
      if (one.side.sender === undefined) expect(texts).toEqual(onConsole)
      else expect([...texts].sort()).toEqual([...onConsole].sort())
    }
    for (const { client } of opened) expect(client.errors()).toEqual([])
  })

  it('carries comings, goings, typing and reading from each dialect to the others', async () => {
    const chats = await open('chats')
    const sessions = await open('sessions')
    expect(await chats.client.hear('user_joined')).toEqual({ userId: 'pat', chatId: id })
    const health = await open('healthPlatform')
    const consultations = await open('consultations')
    const single = await open('singleChat')
    await sessions.client.hear('user-joined', ({ userId }) => userId === 'doc')
    await health.client.hear('room:userJoined', ({ userId }) => userId === 'doc')
    await consultations.client.hear('user_joined', ({ userId }) => userId === 'nurse')

    chats.client.emit('typing', { chatId: id, isTyping: true })
    expect(await sessions.client.hear('typing')).toMatchObject({ sessionId: id, userId: '8', isTyping: true })
    expect(await single.client.hear('typing')).toMatchObject({ chatId: id, userId: '8', isTyping: true })
    expect(await health.client.hear('typing:start')).toMatchObject({ roomId: `visit:${id}`, userId: '8' })

    sessions.side.say(sessions.client, 'hello')
    const { id: messageId } = await health.client.hear('message:new')
    chats.client.emit('mark_read', { chatId: id })
    expect(await health.client.hear('message:read')).toMatchObject({ visitId: id, userId: '8' })
    await health.client.ask('message:read', { visitId: id, messageIds: [messageId] })
    await chats.client.hear('messages_read', ({ userId }) => userId === 'prov')

    health.client.close()
    expect(await sessions.client.hear('user-left')).toMatchObject({ userId: 'prov' })
    expect(await consultations.client.hear('user_left')).toEqual({ consultationId: id, userId: 'prov' })
    single.client.close()
    await chats.client.hear('user_left', ({ userId }) => userId === 'nurse')
  })

  it('keeps a connection in the dialect that it first spoke', async () => {
    const { client } = await open('sessions')
    for (const [index, [event, payload]] of (
      [
        ['join_consultation', id],
        ['room:join', { roomId: `visit:${id}` }],
        ['send_message', { chatId: id, message: 'in another tongue' }],
      ] as const
    ).entries()) {
      client.emit(event, payload)
      expect(await client.hear('error', undefined, index + 1)).toEqual({ message: 'Unknown event' })
    }
  })

  it('tells nobody any more who has been taken out of the session', async () => {
    const opened = await Promise.all(Object.keys(sides).map(open))
    await relay.putSession(id, { pat: 'patient', doc: 'clinician' })
    const patient = opened.find(({ side }) => side.userId === 'pat')
    const doctor = opened.find(({ side }) => side.userId === 'doc')
    if (!patient || !doctor) throw new Error('two of them stay')
    patient.side.say(patient.client, 'for my doctor alone')
    await doctor.client.hear('new_message')
    for (const one of opened) {
      await one.client.settled()
      expect(held(one)).toEqual(one === patient || one === doctor ? ['for my doctor alone'] : [])
    }
  })
})
