import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { makeDataDir, removeDataDir, startCore } from '../../support/console/startCore.ts'
import { asPayload, asPayloads, type DialectClient, tokenWith } from '../../support/dialects/dialectClient.ts'
import {
  type DialectSide,
  type DialectSideName,
  dialectSideNames,
  dialectSides,
} from '../../support/dialects/dialectSides.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { until } from '../../support/time/until.ts'

const id = sessionIdSchema.parse('crossing-1')
const password = 'a good password'

/** Users in the session, each by one of the dialects. */
const users = {
  sessions: 'pat',
  chats: '8',
  singleChat: 'nurse',
  healthPlatform: 'prov',
  consultations: 'doc',
} as const

interface Opened {
  readonly userId: string
  readonly side: DialectSide
  readonly client: DialectClient
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

  async function open(name: DialectSideName): Promise<Opened> {
    const side = dialectSides(id)[name]
    const userId = users[name]
    const role = userId === 'pat' ? 'patient' : side.clinician
    const client = await side.open(relay.url, await tokenWith({ userId, role }))
    clients.push(client)
    return { userId, side, client }
  }
  const openAll = () => Promise.all(dialectSideNames.map(open))
  function held({ side, client }: Opened): string[] {
    return client.received.filter(({ event }) => side.events.includes(event)).map(({ payload }) => side.text(payload))
  }

  it('ends with everyone holding the same messages in the same order', async () => {
    const dataDir = makeDataDir()
    const core = startCore({ dataDir })
    onTestFinished(async () => {
      await core.close()
      removeDataDir(dataDir)
    })
    await core.core.handlers.signIn({ relayUrl: relay.url, user: 'console', password })
    await core.untilLive()
    const opened = await openAll()

    const expected = new Set<string>()
    for (const round of [1, 2, 3, 4, 5]) {
      for (const { userId, side, client } of opened) {
        const text = `${userId} says ${round}`
        expected.add(text)
        side.send(client, text)
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
      await until(`${one.userId} holds all`, () => held(one).length >= expected.size)
      await one.client.settled()
      expect(held(one), one.userId).toEqual(onConsole)
    }
    for (const { client } of opened) expect(client.errors()).toEqual([])
    const headers = { authorization: `Bearer ${await tokenWith({ userId: 'pat', role: 'patient' })}` }
    const polled = asPayload(await (await fetch(`${relay.url}/api/chat/${id}/messages`, { headers })).json())
    expect(asPayloads(polled.messages).map(({ message }) => message)).toEqual(onConsole)
  })

  it('carries comings, goings, typing and reading from each dialect to the others', async () => {
    const chats = await open('chats')
    const sessions = await open('sessions')
    expect(await chats.client.waitFor('user_joined')).toEqual({ userId: 'pat', chatId: id })
    const health = await open('healthPlatform')
    const consultations = await open('consultations')
    const single = await open('singleChat')
    await sessions.client.waitFor('user-joined', ({ userId }) => userId === 'doc')
    await health.client.waitFor('room:userJoined', ({ userId }) => userId === 'doc')
    await consultations.client.waitFor('user_joined', ({ userId }) => userId === 'nurse')

    chats.client.emit('typing', { chatId: id, isTyping: true })
    expect(await sessions.client.waitFor('typing')).toMatchObject({ sessionId: id, userId: '8', isTyping: true })
    expect(await single.client.waitFor('typing')).toMatchObject({ chatId: id, userId: '8', isTyping: true })
    expect(await health.client.waitFor('typing:start')).toMatchObject({ roomId: `visit:${id}`, userId: '8' })

    sessions.side.send(sessions.client, 'hello')
    const { id: messageId } = await health.client.waitFor('message:new')
    chats.client.emit('mark_read', { chatId: id })
    expect(await health.client.waitFor('message:read')).toMatchObject({ visitId: id, userId: '8' })
    await health.client.ask('message:read', { visitId: id, messageIds: [messageId] })
    await chats.client.waitFor('messages_read', ({ userId }) => userId === 'prov')

    health.client.close()
    expect(await sessions.client.waitFor('user-left')).toMatchObject({ userId: 'prov' })
    expect(await consultations.client.waitFor('user_left')).toEqual({ consultationId: id, userId: 'prov' })
    single.client.close()
    await chats.client.waitFor('user_left', ({ userId }) => userId === 'nurse')
  })

  it('keeps a connection in the dialect that it first spoke', async () => {
    const { client } = await open('sessions')
    for (const [event, payload] of [
      ['join_consultation', id],
      ['room:join', { roomId: `visit:${id}` }],
      ['send_message', { chatId: id, message: 'in another tongue' }],
    ] as const)
      expect(await client.ask(event, payload)).toMatchObject({ success: false, error: 'Unknown event' })
  })

  it('sends nothing any more to those who have been taken out of the session', async () => {
    const opened = await openAll()
    await relay.putSession(id, { pat: 'patient', doc: 'clinician' })
    const patient = opened.find(({ userId }) => userId === 'pat')
    const doctor = opened.find(({ userId }) => userId === 'doc')
    if (!patient || !doctor) throw new Error('two of them stay')
    patient.side.send(patient.client, 'for my doctor alone')
    await doctor.client.waitFor('new_message')
    for (const one of opened) {
      await one.client.settled()
      expect(held(one)).toEqual(one === patient || one === doctor ? ['for my doctor alone'] : [])
    }
  })
})
