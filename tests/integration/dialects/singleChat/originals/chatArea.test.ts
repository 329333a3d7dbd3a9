import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPayload, asPayloads, asText, type Payload, tokenWith } from '../../../../support/dialects/dialectClient.ts'
import { askRest, openPublished } from '../../../../support/dialects/publishedClient.ts'
import type { StartedRelay } from '../../../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../../../support/relay/start/startRelay.ts'
import { until } from '../../../../support/time/until.ts'

interface Shown {
  readonly id: string
  readonly text: string
  readonly isSender: boolean
  readonly by: string
}

/** Reads a message as the published client does: nothing of one without a sender, which it takes for one of the system. */
function read(message: unknown): Shown[] {
  if (typeof message !== 'object' || message === null || !('sender' in message)) return []
  const { id, text, isSender, sender } = asPayload(message)
  return [{ id: asText(id), text: asText(text), isSender: isSender === true, by: asText(asPayload(sender).name) }]
}

/** The chat area of one person, with what the published client of this system sends and reads. */
async function openArea(relay: StartedRelay, oid: string, role: string, name: string, chatId: string) {
  const token = await tokenWith({ oid, sub: `pairwise-${oid}`, roles: [role], name })
  const shown: Shown[] = []
  const failed: unknown[] = []
  const typing: Payload[] = []
  const show = (more: readonly Shown[]) =>
    shown.push(...more.filter(({ id }) => !shown.some((message) => message.id === id)))
  const socket = await openPublished(relay.url, { path: '/api/ws', query: { token, chatId } }, (on) => {
    for (const event of ['message', 'message_sent'])
      on(event, (data) => {
        if (data.chatId === chatId && data.type === event) show(read(data.message))
      })
    on('typing', (data) => typing.push(data))
    on('error', ({ error }) => failed.push(error))
  })
  return {
    ...{ socket, shown, failed, typing, token },
    texts: () => shown.map(({ text }) => text),
    poll: async () => {
      const { body } = await askRest(relay.url, token, 'GET', `/api/chats/${chatId}/messages`)
      show(asPayloads(body.data).flatMap(read))
    },
  }
}

describe('the chat area that the third system has published', () => {
  let relay: StartedRelay
  beforeAll(async () => {
    const env = { SOCKET_PATHS: '/api/ws', JWT_SUBJECT_CLAIM: 'oid', JWT_ROLE_CLAIM: 'roles' }
    relay = await startRelay({ env: { ...env, PUBLISHED_CLIENTS: 'singleChat' } })
    await relay.putSession('chat-1', { pat: 'patient', doc: 'clinician' })
  })
  afterAll(() => relay.stop())

  it('does a day’s work: comes in by its path and claims, shows who wrote, polls, types, and hears what is refused', async () => {
    const pat = await openArea(relay, 'pat', 'user', 'Pat', 'chat-1')
    const doc = await openArea(relay, 'doc', 'doctor', 'Doc', 'chat-1')
    pat.socket.emit('send_message', { chatId: 'chat-1', message: 'BP <120/80, is that fine?' })
    await until('both see it', () => [pat, doc].every(({ shown }) => shown.length === 1))
    expect(pat.shown[0]).toMatchObject({ text: 'BP <120/80, is that fine?', isSender: true, by: 'Pat' })
    expect(doc.shown[0]).toMatchObject({ isSender: false, by: 'Pat' })

    const posted = await askRest(relay.url, doc.token, 'POST', '/api/chats/chat-1/messages', { message: 'It is.' })
    expect(posted).toMatchObject({ status: 201, body: { success: true, data: { text: 'It is.', isSender: true } } })
    await until('the patient has it', () => pat.texts().includes('It is.'))
    for (const area of [pat, doc]) await area.poll()
    expect(pat.shown.map(({ isSender }) => isSender)).toEqual([true, false])
    expect(doc.shown.map(({ isSender }) => isSender)).toEqual([false, true])
    for (const { shown } of [pat, doc]) expect(shown).toHaveLength(2)

    doc.socket.emit('typing', { chatId: 'chat-1', isTyping: true })
    await until('typing is shown', () => pat.typing.length === 1)
    expect(pat.typing[0]).toMatchObject({ userId: 'doc', isTyping: true })
    pat.socket.emit('select_chat', 'chat-1')
    pat.socket.emit('send_message', { chatId: 'chat-1', message: '' })
    await until('it is refused', () => pat.failed.length === 1)
    expect(pat.failed).toEqual(['Message content is required'])
  })
})
