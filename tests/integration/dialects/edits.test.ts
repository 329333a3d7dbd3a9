import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StateChange } from '../../../src/shared/model/entry.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import {
  asPayload,
  asPayloads,
  connectDialect,
  type DialectClient,
  tokenWith,
} from '../../support/dialects/dialectClient.ts'
import { type DialectSideName, dialectSideNames, dialectSides } from '../../support/dialects/dialectSides.ts'
import { connectNative, type NativeClient, newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { createFakeClock, type FakeClock } from '../../support/time/fakeClock.ts'

const id = sessionIdSchema.parse('amended-1')

/** Refusals in each document for a message that comes too late. */
const tooLate: Readonly<Record<DialectSideName, { readonly closed: string; readonly expired: string }>> = {
  sessions: words(
    'The session is closed. The message was not sent.',
    'The session has expired. The message was not sent.',
  ),
  chats: words(
    'The session is closed. The message was not sent.',
    'The session has expired. The message was not sent.',
  ),
  singleChat: words(
    'The session is closed. The message was not sent.',
    'The session has expired. The message was not sent.',
  ),
  healthPlatform: words(
    'The session is closed. The message was not sent.',
    'The session has expired. The message was not sent.',
  ),
  consultations: words('Consultation is not active', 'Consultation has expired'),
}
function words(closed: string, expired: string) {
  return { closed, expired }
}

describe('what becomes of a session, for the clients of each dialect', () => {
  let relay: StartedRelay
  let clock: FakeClock
  let clients: { close: () => void }[]

  beforeEach(async () => {
    clients = []
    clock = createFakeClock(Date.parse('2026-03-02T10:00:00Z'))
    relay = await startRelay({ clock })
    const participants = ['8', 'nurse', 'prov', 'doc', 'sess'].map((userId) => ({ userId, role: 'clinician' as const }))
    await relay.putSession(id, {
      kind: 'consultation',
      expiresAt: clock.now() + 3_600_000,
      participants: [{ userId: 'pat', role: 'patient' }, ...participants],
    })
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    await relay.stop()
  })

  const users = { sessions: 'sess', chats: '8', singleChat: 'nurse', healthPlatform: 'prov', consultations: 'doc' }
  async function token(userId: string, role: string): Promise<string> {
    const exp = Math.floor(clock.now() / 1000) + 86_400
    return await tokenWith({ userId, role, exp }, exp)
  }
  async function open(name: DialectSideName, userId: string = users[name], role?: string): Promise<DialectClient> {
    const side = dialectSides(id)[name]
    const client = await side.open(relay.url, await token(userId, role ?? side.clinician))
    clients.push(client)
    return client
  }
  async function openAll(): Promise<Map<DialectSideName, DialectClient>> {
    return new Map(await Promise.all(dialectSideNames.map(async (name) => [name, await open(name)] as const)))
  }
  async function native(userId: string, role: 'patient' | 'clinician' | 'support'): Promise<NativeClient> {
    const client = await connectNative({ url: relay.url, token: await token(userId, role) })
    clients.push(client)
    return client
  }
  const messageEvents = dialectSideNames.flatMap((name) => dialectSides(id)[name].events)
  const receivedTexts = ({ received }: DialectClient) =>
    received
      .filter(({ event }) => messageEvents.includes(event))
      .map(({ payload }) => payload.message ?? payload.content)

  it('is shown anew, or not at all, in every history, and by no event', async () => {
    const all = await openAll()
    const pat = await native('pat', 'patient')
    const ids = [newEntryId(), newEntryId(), newEntryId()]
    for (const [index, one] of ids.entries()) await pat.send(id, `as sent ${index}`, { id: one })
    const place = { sessionId: id, thread: 'care' }
    await pat.ask('message:edit', { ...place, id: newEntryId(), target: ids[0], text: 'as edited' })
    await pat.ask('message:redact', { ...place, id: newEntryId(), target: ids[1] })
    await pat.send(id, 'last')
    const now = ['as edited', '', 'as sent 2', 'last']

    const headers = { authorization: `Bearer ${await token('8', 'provider')}` }
    for (const path of ['/chat', '/api/chat']) {
      const answer = await fetch(`${relay.url}${path}/${id}/messages`, { headers })
      const { messages } = asPayload(await answer.json())
      expect(asPayloads(messages).map(({ message }) => message)).toEqual(now)
    }
    const history = await all.get('healthPlatform')?.ask('message:history', { visitId: id })
    expect(asPayloads(history?.messages).map(({ message }) => message)).toEqual(now)
    for (const [name, client] of all) {
      await client.waitFor(dialectSides(id)[name].events[0] ?? '', undefined, 4)
      expect(receivedTexts(client), name).toEqual(['as sent 0', 'as sent 1', 'as sent 2', 'last'])
      expect(client.errors()).toEqual([])
    }
  })

  it('is resent as it reads now to a sender who sends it again', async () => {
    const client = await connectDialect({ url: relay.url, auth: { token: await token('pat', 'patient') } })
    clients.push(client)
    await client.ask('join-session', id)
    const pat = await native('pat', 'patient')
    const target = randomUUID()
    const message = { sessionId: id, id: target, message: 'as sent' }
    await client.ask('chat-message', message)
    const place = { sessionId: id, thread: 'care', target }
    await pat.ask('message:edit', { ...place, id: newEntryId(), text: 'as edited' })
    await client.ask('chat-message', message)
    await pat.ask('message:redact', { ...place, id: newEntryId() })
    await client.ask('chat-message', message)
    expect(client.of('chat-message').map(({ message: text }) => text)).toEqual(['as sent', 'as edited', ''])
  })

  it('is closed: who then sends is refused in the words of each document, and nobody receives it', async () => {
    const all = await openAll()
    // One on each node, where there are several: a node that does not know of it yet takes a message all the same.
    const clinician = await native('doc', 'clinician')
    const others = [await native('doc', 'clinician'), await native('doc', 'clinician')]
    const untilHeard = async (change: StateChange) => {
      for (const witness of [clinician, ...others])
        await witness.until(`the session is ${change}`, () =>
          witness.entries.some(({ body }) => body.kind === 'state' && body.change === change),
        )
    }
    await clinician.ask('session:close', { id: newEntryId(), sessionId: id })
    await untilHeard('closed')
    for (const [name, client] of all) {
      dialectSides(id)[name].send(client, 'too late')
      expect(await client.waitFor('error'), name).toEqual({ message: tooLate[name].closed })
    }
    await clinician.ask('session:reopen', { id: newEntryId(), sessionId: id })
    await untilHeard('reopened')
    for (const [name, client] of all) dialectSides(id)[name].send(client, `${name} again`)
    const expected = dialectSideNames.map((name) => `${name} again`).sort()
    for (const [name, client] of all) {
      const { events } = dialectSides(id)[name]
      for (const one of dialectSideNames)
        await client.waitFor(one === name ? (events.at(-1) ?? '') : (events[0] ?? ''), (payload) =>
          Object.values(payload).includes(`${one} again`),
        )
      expect([...receivedTexts(client)].sort(), name).toEqual(expected)
    }
  })

  it('expires: who then sends is refused in the words of each document, and nobody receives it', async () => {
    const all = await openAll()
    clock.advance(3_600_000)
    for (const [name, client] of all) {
      dialectSides(id)[name].send(client, 'too late')
      expect(await client.waitFor('error'), name).toEqual({ message: tooLate[name].expired })
    }
    for (const [name, client] of all) expect(receivedTexts(client), name).toEqual([])
    const headers = { authorization: `Bearer ${await token('8', 'provider')}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ message: 'too late' })
    const answer = await fetch(`${relay.url}/api/chat/${id}/messages`, { method: 'POST', headers, body })
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ code: 'sessionClosed', error: tooLate.chats.expired })
  })

  it('is in dispute: support comes in by any dialect, once it is, and everyone sees it', async () => {
    const before = await open('healthPlatform', 'early', 'lsm')
    expect(await before.ask('message:history', { visitId: id })).toMatchObject({ success: false })
    const all = await openAll()
    const pat = await native('pat', 'patient')
    const target = newEntryId()
    await pat.send(id, 'as agreed', { id: target })
    await pat.ask('session:dispute', { id: newEntryId(), sessionId: id, reason: 'not as agreed' })
    for (const by of dialectSideNames) {
      const userId = `lsm of ${by}`.replaceAll(' ', '-')
      const support = await open(by, userId, 'lsm')
      for (const [name, client] of all) {
        const { joined } = dialectSides(id)[name]
        if (joined) await client.waitFor(joined, (payload) => payload.userId === userId)
      }
      await pat.until('the entry tells of it', () =>
        pat.entries.some(({ body }) => body.kind === 'membership' && body.userId === userId),
      )
      expect(support.errors()).toEqual([])
    }
    const frozen = { sessionId: id, thread: 'care', id: newEntryId(), target, text: 'not as agreed' }
    expect(await pat.request('message:edit', frozen)).toMatchObject({ success: false, code: 'frozen' })
  })
})
