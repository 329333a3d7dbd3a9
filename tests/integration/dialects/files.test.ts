import { afterEach, beforeEach, expect, it } from 'vitest'
import { asPayload, asPayloads, type DialectClient } from '../../support/dialects/dialectClient.ts'
import { type DialectSideName, dialectSideNames, dialectSides } from '../../support/dialects/dialectSides.ts'
import { newEntryId } from '../../support/relay/nativeClient.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { httpUser, onePixelPng } from '../../support/relay/uploadFile.ts'

const id = 'with-files'
const users = { sessions: 'sess', chats: '8', singleChat: 'nurse', healthPlatform: 'prov', consultations: 'doc' }

let relay: StartedRelay
let clients: Map<DialectSideName, DialectClient>

beforeEach(async () => {
  relay = await startRelay()
  await relay.putSession(id, {
    kind: 'chat',
    participants: [
      { userId: 'pat', role: 'patient' },
      ...Object.values(users).map((userId) => ({ userId, role: 'clinician' as const })),
    ],
  })
  const open = async (name: DialectSideName) =>
    [name, await dialectSides(id)[name].open(relay.url, await relay.tokenFor(users[name], 'clinician'))] as const
  clients = new Map(await Promise.all(dialectSideNames.map(open)))
})
afterEach(async () => {
  for (const client of clients.values()) client.close()
  await relay.stop()
})

it('gives no markup to those who may show it as HTML, whoever sent it', async () => {
  const pat = await httpUser(relay, 'pat', 'patient')
  const upload = await pat.upload(id, onePixelPng, { name: '<img src=x onerror=alert(1)>arm.png' })
  const text = 'Dear <b>doctor</b>, 3 < 5 & 38.5 °C'
  const body = { id: newEntryId(), text, type: 'image', attachments: [upload.id] }
  expect((await pat.postJson(`/api/sessions/${id}/messages`, body)).status).toBe(200)
  const html = '<img src=x onerror=alert(1)>QUJD'
  clients.get('sessions')?.emit('chat-message', { sessionId: id, message: html, encrypted: true })
  for (const [name, client] of clients) {
    const { events, text } = dialectSides(id)[name]
    await client.waitFor(events[0] ?? '', undefined, 2)
    const [first, second] = client.of(events[0] ?? '').map(text)
    const words = 'Dear &lt;b>doctor&lt;/b>, 3 < 5 & 38.5 °C'
    // Signs that no file system takes are gone from names of files.
    const file = '_img src=x onerror=alert(1)_arm.png'
    expect(first, name).toBe(name === 'healthPlatform' ? words : `${words}\n[${file}]`)
    // Only its own dialect knows what to make of it.
    expect(second, name).toBe(name === 'sessions' ? html : html.replace('<', '&lt;'))
    if (name === 'sessions') continue
    expect(JSON.stringify(client.received), name).not.toMatch(/<\/?[a-z]/)
  }
  const headers = { authorization: `Bearer ${await relay.tokenFor('8', 'clinician')}` }
  const polled = await (await fetch(`${relay.url}/chat/${id}/messages`, { headers })).text()
  expect(polled).toContain('Dear &lt;b>doctor')
  expect(polled).not.toMatch(/<\/?[a-z]/)
  const history = await clients.get('healthPlatform')?.ask('message:history', { visitId: id })
  expect(JSON.stringify(history)).toContain('Dear &lt;b>doctor')
  expect(JSON.stringify(history)).not.toMatch(/<\/?[a-z]/)
})

it('names the files of a message to those whose document has no field for them, with its words or without', async () => {
  const pat = await httpUser(relay, 'pat', 'patient')
  const send = async (text: string, names: readonly string[]) => {
    const attachments: string[] = []
    for (const name of names) attachments.push((await pat.upload(id, onePixelPng, { name })).id)
    const sent = await pat.postJson(`/api/sessions/${id}/messages`, {
      id: newEntryId(),
      text,
      type: 'image',
      attachments,
    })
    expect(sent.status).toBe(200)
  }
  await send('My arm.', ['left.png', 'right.png'])
  await send('', ['rash.png'])
  const named = ['My arm.\n[left.png]\n[right.png]', '[rash.png]']
  for (const [name, client] of clients) {
    const { events, text } = dialectSides(id)[name]
    await client.waitFor(events[0] ?? '', undefined, 2)
    const received = client.of(events[0] ?? '')
    expect(received.map(text), name).toEqual(name === 'healthPlatform' ? ['My arm.', ''] : named)
  }
  const files = clients
    .get('healthPlatform')
    ?.of('message:new')
    .map(({ attachments }) => asPayloads(attachments))
  expect(files?.map((some) => some.map(({ name }) => name))).toEqual([['left.png', 'right.png'], ['rash.png']])

  const headers = { authorization: `Bearer ${await relay.tokenFor('8', 'clinician')}` }
  const { messages } = asPayload(await (await fetch(`${relay.url}/chat/${id}/messages`, { headers })).json())
  expect(asPayloads(messages).map(({ message }) => message)).toEqual(named)
})
