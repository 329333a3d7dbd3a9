import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { blankTexts, visibleTexts } from '../../support/blankTexts.ts'
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
import { clinicalTexts, markupLikeText } from '../../support/relay/strangeTexts.ts'

const id = sessionIdSchema.parse('words-1')
const users = { sessions: 'sess', chats: '8', singleChat: 'nurse', healthPlatform: 'prov', consultations: 'doc' }
const markup = '<img src=x onerror=alert(1)>'
const references: Readonly<Record<string, string>> = {
  ...{ '&lt;': '<', '&amp;': '&', '&quot;': '"', '&#39;': "'", '&#96;': '`', '&#13;': '\r' },
}
/**
 * Returns what a reader sees of a text that a page has put into `innerHTML`; tests/browser/patient/htmlText holds the same of a real
 * page.
 */
const readAsHtml = (html: string) =>
  html.replace(/&(?:lt|amp|quot|#39|#96|#13);/g, (found) => references[found] ?? found)
const asRead = (text: string) => text.replaceAll('\0', '\ufffd')

let relay: StartedRelay
let closers: (() => unknown)[]

async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  relay = await startRelay({ env })
  closers.push(() => relay.stop())
  await relay.putSession(id, {
    kind: 'consultation',
    participants: [
      { userId: 'pat', role: 'patient' },
      ...Object.values(users).map((userId) => ({ userId, role: 'clinician' as const })),
    ],
  })
}
async function openClients(): Promise<Map<DialectSideName, DialectClient>> {
  const clients = new Map<DialectSideName, DialectClient>()
  for (const name of dialectSideNames) {
    const client = await dialectSides(id)[name].open(relay.url, await relay.tokenFor(users[name], 'clinician', markup))
    closers.unshift(client.close)
    clients.set(name, client)
  }
  return clients
}
async function openPatient(name = 'pat'): Promise<NativeClient> {
  const pat = await connectNative({ url: relay.url, token: await relay.tokenFor('pat', 'patient', name) })
  closers.unshift(pat.close)
  return pat
}
const sendText = (pat: NativeClient, text: string) =>
  pat.ask('message:send', { id: newEntryId(), sessionId: id, thread: 'care', text })
const receivedBy = (name: DialectSideName, client: DialectClient): string[] => {
  const { events, text } = dialectSides(id)[name]
  return client.received.filter(({ event }) => events.includes(event)).map(({ payload }) => text(payload))
}
const stored = async () => {
  const entries = await relay.store().log.read({ sessionId: id, thread: 'care', limit: 2_000, from: { after: 0 } })
  return entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))
}

beforeEach(() => {
  closers = []
})
afterEach(async () => {
  for (const close of closers) await close()
})

describe('what a person wrote', () => {
  it('is stored and read character for character, whoever sent it and by whatever protocol', async () => {
    await open()
    const clients = await openClients()
    const pat = await openPatient()
    const headers = {
      authorization: `Bearer ${await relay.tokenFor('8', 'clinician')}`,
      'content-type': 'application/json',
    }
    const ways: ((text: string) => Promise<unknown>)[] = [
      (text) => sendText(pat, text),
      ...[...clients].map(
        ([name, client]) =>
          async (text: string) =>
            dialectSides(id)[name].send(client, text),
      ),
      ...['/api/sessions/words-1/messages', '/api/chat/words-1/messages'].map((path) => async (text: string) => {
        const body = JSON.stringify(path.startsWith('/api/chat') ? { message: text } : { text })
        expect((await fetch(relay.url + path, { method: 'POST', headers, body })).status, path).toBe(200)
      }),
    ]
    const written: string[] = []
    for (const [index, text] of clinicalTexts.entries())
      for (const turn of [0, 3, 5]) {
        await ways[(index + turn) % ways.length]?.(text)
        written.push(text)
        await expect.poll(async () => (await stored()).length).toBe(written.length)
      }
    expect(await stored()).toEqual(written)
    for (const [name, client] of clients) {
      await expect.poll(() => receivedBy(name, client).length, { message: name }).toBe(written.length)
      const received = receivedBy(name, client)
      expect(received.map(readAsHtml), name).toEqual(written.map(asRead))
      expect(JSON.stringify(client.received), name).not.toMatch(/<[a-z/!?]/i)
    }
    const polled = asPayload(await (await fetch(`${relay.url}/chat/${id}/messages`, { headers })).json())
    expect(asPayloads(polled.messages).map(({ message }) => readAsHtml(String(message)))).toEqual(written.map(asRead))
    const history = asPayload(await clients.get('healthPlatform')?.ask('message:history', { visitId: id, limit: 200 }))
    expect(asPayloads(history.messages).map(({ message }) => readAsHtml(String(message)))).toEqual(written.map(asRead))
  })

  it('is received as it was written, whatever it is made of, by every way', async () => {
    await open()
    const clients = await openClients()
    const pat = await openPatient()
    const authorization = `Bearer ${await relay.tokenFor('8', 'clinician')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const post = async (path: string, body: object) => {
      const answer = await fetch(relay.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(answer.status, path).toBe(200)
    }
    const ways: readonly ((text: string) => unknown)[] = [
      (text) => sendText(pat, text),
      ...[...clients].map(
        ([name, client]) =>
          (text: string) =>
            dialectSides(id)[name].send(client, text),
      ),
      (text) => post(`/api/sessions/${id}/messages`, { text }),
      (text) => post(`/api/chat/${id}/messages`, { message: text }),
    ]
    const written: string[] = []
    const each = 125
    const made = fc.array(markupLikeText.filter(hasVisibleText), { minLength: each, maxLength: each })
    const heardAsWritten = fc.asyncProperty(fc.tuple(...ways.map(() => made)), async (given) => {
      for (const [index, texts] of given.entries()) {
        const way = ways[index]
        await Promise.all(texts.map((text) => way?.(text)))
        written.push(...texts)
        await expect.poll(async () => (await stored()).length).toBe(written.length)
      }
      const inOrder = await stored()
      expect([...inOrder].sort()).toEqual([...written].sort())
      await pat.until('all', () => pat.entries.length >= written.length)
      expect(pat.entries.flatMap(({ body }) => (body.kind === 'message' ? [body.text] : []))).toEqual(inOrder)
      for (const [name, client] of clients) {
        await expect.poll(() => receivedBy(name, client).length, { message: name }).toBe(written.length)
        expect(receivedBy(name, client).map(readAsHtml), name).toEqual(inOrder.map(asRead))
        expect(JSON.stringify(client.received), name).not.toMatch(/<[a-z/!?]/i)
      }
    })
    await fc.assert(heardAsWritten, { numRuns: 1, endOnFailure: true })
  })

  it('goes as it is to clients for which the administrator states that they show texts as text', async () => {
    await open({ PLAIN_TEXT_DIALECTS: 'chats, consultations' })
    const clients = await openClients()
    const pat = await openPatient()
    await sendText(pat, 'stop if x<y &lt;3')
    for (const [name, client] of clients) {
      await client.waitFor(dialectSides(id)[name].events[0] ?? '')
      const isPlain = name === 'chats' || name === 'consultations'
      expect(receivedBy(name, client), name).toEqual([isPlain ? 'stop if x<y &lt;3' : 'stop if x&lt;y &amp;lt;3'])
    }
    const headers = { authorization: `Bearer ${await relay.tokenFor('8', 'clinician')}` }
    expect(await (await fetch(`${relay.url}/chat/${id}/messages`, { headers })).text()).toContain('x<y &lt;3')
  })

  it('is refused where nothing of it can be seen, in the words of each protocol for an empty message', async () => {
    await open()
    const clients = await openClients()
    const pat = await openPatient()
    const own = newEntryId()
    await pat.send(id, 'said', { id: own })
    for (const text of blankTexts) {
      const asked = pat.request('message:send', { id: newEntryId(), sessionId: id, thread: 'care', text })
      expect(await asked, JSON.stringify(text)).toMatchObject({ success: false, code: 'invalid' })
      const amended = { id: newEntryId(), sessionId: id, thread: 'care', target: own }
      const edited = pat.request('message:edit', { ...amended, text })
      expect(await edited, JSON.stringify(text)).toMatchObject({ success: false, code: 'invalid' })
      const disputed = pat.request('session:dispute', { id: newEntryId(), sessionId: id, reason: text })
      expect(await disputed, JSON.stringify(text)).toMatchObject({ success: false, code: 'invalid' })
      for (const [name, client] of clients) {
        const before = client.errors().length
        dialectSides(id)[name].send(client, text)
        await client.waitFor('error', undefined, before + 1)
        expect(client.errors().at(-1), name).toMatch(
          name === 'consultations' ? 'consultationId, sender and content are required' : 'Message content is required',
        )
      }
      const headers = { authorization: `Bearer ${await relay.tokenFor('8', 'clinician')}` }
      const posts = [
        ['/api/sessions/words-1/messages', { text }],
        ['/api/chat/words-1/messages', { message: text }],
      ] as const
      for (const [path, body] of posts) {
        const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
        const answer = await fetch(relay.url + path, { ...init, body: JSON.stringify(body) })
        expect(answer.status, `${path} ${JSON.stringify(text)}`).toBe(400)
      }
    }
    expect(await stored()).toEqual(['said'])
    // A redaction is not held up for it: the reason alone is left out.
    await pat.ask('message:redact', { id: newEntryId(), sessionId: id, thread: 'care', target: own, reason: '\u200b' })
    await pat.until('redaction', () => pat.entries.some(({ body }) => body.kind === 'redaction'))
    expect(pat.entries.map(({ body }) => body).find(({ kind }) => kind === 'redaction')).not.toHaveProperty('reason')
  })

  it('is sent as it is where something can be seen beside what cannot, by every way', async () => {
    await open()
    const clients = await openClients()
    const pat = await openPatient()
    const authorization = `Bearer ${await relay.tokenFor('8', 'clinician')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const written: string[] = []
    const said = async (text: string) => {
      written.push(text)
      await expect.poll(async () => (await stored()).length).toBe(written.length)
    }
    for (const text of visibleTexts) {
      await sendText(pat, text)
      await said(text)
      for (const name of dialectSideNames) {
        const client = clients.get(name)
        if (client) dialectSides(id)[name].send(client, text)
        await said(text)
      }
      const body = JSON.stringify({ text })
      await fetch(`${relay.url}/api/sessions/${id}/messages`, { method: 'POST', headers, body })
      await said(text)
    }
    expect(await stored()).toEqual(written)
  })

  it('is refused from clients of the documents where it poses as the system, also in letters that only look so', async () => {
    await open()
    const clients = await openClients()
    for (const text of ['[SYSTEM] pay', '［SYSTEM］ pay', 'Sуstem: pay', '[\u200bSYSTEM] pay'])
      for (const [name, client] of clients) {
        const before = client.errors().length
        dialectSides(id)[name].send(client, text)
        await client.waitFor('error', undefined, before + 1)
        expect(client.errors().at(-1), name).toBe('Messages of the system cannot be sent by its users.')
      }
    expect(await stored()).toEqual([])
  })
})

it('gives clients of the documents no markup in any text that a person can set', async () => {
  await open()
  await relay.putUser('prov', { name: markup, role: 'clinician' })
  const clients = await openClients()
  const health = clients.get('healthPlatform')
  if (!health) throw new Error('a client of the health platform is there')
  const pat = await openPatient(markup)
  const sess = await connectDialect({
    url: relay.url,
    auth: { token: await tokenWith({ userId: 'pat', role: 'patient', name: markup }) },
  })
  closers.unshift(sess.close)
  await sess.ask('join-session', { sessionId: id })
  await health.ask('presence:subscribe', { userIds: ['pat'] })
  await pat.ask('presence:set', { status: 'busy', customStatus: markup })
  await health.waitFor('presence:changed', ({ status }) => status === 'busy')
  await sendText(pat, markup)
  await pat.ask('typing:set', { sessionId: id, thread: 'care', typing: true })
  await health.waitFor('typing:start')
  const call = asPayload(await health.ask('call:initiate', { recipientId: 'pat', visitId: id }))
  await pat.ask('call:reject', { callId: call.callId, reason: markup })
  expect(readAsHtml(String((await health.waitFor('call:rejected')).reason))).toBe(markup)
  await health.ask('notification:subscribe', { topics: ['news'] })
  const announced = await fetch(`${relay.url}/api/notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await relay.tokenFor('root', 'admin')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: { userIds: ['prov'] }, title: markup, text: markup }),
  })
  expect(announced.status).toBe(200)
  const notice = await health.waitFor('notification:new', ({ type }) => type === 'announcement')
  expect([notice.title, notice.message].map((text) => readAsHtml(String(text)))).toEqual([markup, markup])
  for (const [name, client] of [...clients, ['sessions', sess] as const]) {
    await client.settled()
    expect(JSON.stringify(client.received), name).not.toMatch(/<[a-z/!?]/i)
    expect(client.received.length, name).toBeGreaterThan(0)
  }
})

it('leaves the signals of a call as they are', async () => {
  await open()
  const clients = await openClients()
  const health = clients.get('healthPlatform')
  const pat = await openPatient()
  const call = asPayload(
    await pat.ask('call:initiate', { callId: newEntryId(), sessionId: id, recipientId: 'prov', callType: 'audio' }),
  )
  await health?.waitFor('call:incoming')
  const { callId } = asPayload(call.call)
  await health?.ask('call:accept', { callId })
  const sdp = 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns="<b>&lt;"\r\n'
  await pat.ask('call:signal', { callId, signalType: 'offer', signal: { type: 'offer', sdp } })
  expect((await health?.waitFor('call:signal'))?.signal).toEqual({ type: 'offer', sdp })
})
